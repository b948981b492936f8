using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>
/// Guarantee 10: people on two servers edit the same things at once. Each edit reads, adds one to a number in what it read, and saves;
/// an edit that was acknowledged and overwritten unseen would be missing in the number at the end.
/// </summary>
public sealed class LostUpdateTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly Actor Everything = new(new Guid("00000000-0000-4000-8000-0000000000ff"), "Eve", Role.TeamManager | Role.Coordinator | Role.Administrator);
    private static readonly Instant First = Product.At(2026, 12, 1, 9);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Edits_at_once_are_kept_or_refused_on_SQLite() => await EditAsync(await Product.StartAsync(), 210);

    [Fact]
    public async Task Edits_at_once_are_kept_or_refused_on_PostgreSQL() => await EditAsync(await Product.StartAsync(postgres), 210);

    [Fact, Trait("Category", "Long")]
    public async Task A_thousand_edits_at_once_are_kept_or_refused_on_SQLite() => await EditAsync(await Product.StartAsync(), 1050);

    [Fact, Trait("Category", "Long")]
    public async Task A_thousand_edits_at_once_are_kept_or_refused_on_PostgreSQL() => await EditAsync(await Product.StartAsync(postgres), 1050);

    private sealed record Edited(string What, Func<Product, Task<int>> ReadAsync, Func<Product, Task<Refusal?>> AddOneAsync);

    private async Task EditAsync(Product first, int edits)
    {
        await using var product = first;
        var seeded = await product.SeedAsync();
        await using var second = await Product.StartAsync(product.Settings, product.Time);
        Product[] servers = [product, second];
        var things = await ThingsAsync(product, seeded);
        var before = new Dictionary<string, int>();
        foreach (var thing in things)
        {
            before[thing.What] = await thing.ReadAsync(product);
        }

        var kept = new ConcurrentDictionary<string, int>();
        var refused = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, edits), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (index, _) =>
        {
            // Eight edits of one thing at a time.
            var thing = things[index / 8 % things.Count];
            var refusal = await thing.AddOneAsync(servers[index % 2]);
            Assert.True(refusal is null or { Code: RefusalCode.ChangedMeanwhile }, $"{thing.What}: {refusal?.Code} {refusal?.Field}");
            (refusal is null ? kept : refused).AddOrUpdate(thing.What, 1, (_, count) => count + 1);
        });

        var lost = 0;
        foreach (var thing in things)
        {
            var missing = before[thing.What] + kept.GetValueOrDefault(thing.What) - await thing.ReadAsync(product);
            output.WriteLine($"{thing.What}: {kept.GetValueOrDefault(thing.What)} kept, {refused.GetValueOrDefault(thing.What)} refused, {missing} lost");
            lost += Math.Abs(missing);
        }

        output.WriteLine($"{edits} edits by 8 workers on 2 servers: {lost} lost");
        Assert.Equal(0, lost);
        Assert.True(refused.Values.Sum() > 0, "no two edits met");
    }

    private static async Task<List<Edited>> ThingsAsync(Product product, Seeded seeded)
    {
        var saved = await product.Get<AccountDirectory>().SaveAsync(Everything, new AccountForm(null, "Ada 0", "ada@example.org", Role.Coordinator, null, "en", true), Token);
        var booked = await product.Get<Scheduler>().BookAsync(Everything, new BookingForm(seeded.Cases[0].Id, seeded.Slot(First)), Token);
        return
        [
            new("room", Counter(server => RoomAsync(server, seeded), room => room.Order), server => SaveRoomAsync(server, seeded)),
            new("practitioner", Counter(server => PractitionerAsync(server, seeded), row => row.Absences.Count), server => SavePractitionerAsync(server, seeded)),
            new("organisation", Counter(server => server.Get<OrganisationProfile>().ReadAsync(Everything, Token), row => row.ClosedDays.Count), SaveOrganisationAsync),
            new("case", Counter(server => CaseAsync(server, seeded), row => row.Version), server => SaveCaseAsync(server, seeded)),
            new("safe contact", Counter(server => ContactAsync(server, seeded), Number), server => SaveContactAsync(server, seeded)),
            new("account", Counter(server => AccountAsync(server, saved.Value!.Id), row => int.Parse(row.Name[4..], CultureInfo.InvariantCulture)), server => SaveAccountAsync(server, saved.Value!.Id)),
            new("booking", Counter(server => BookingAsync(server, booked.Value!.Id), Days), server => MoveAsync(server, seeded, booked.Value!.Id)),
        ];
    }

    private static Func<Product, Task<int>> Counter<T>(Func<Product, Task<T>> read, Func<T, int> number) => async server => number(await read(server));

    private static async Task<Room> RoomAsync(Product server, Seeded seeded) => (await server.Get<RoomDirectory>().ListAsync(Everything, Token)).Single(room => room.Id == seeded.Rooms[1].Id);

    private static async Task<Refusal?> SaveRoomAsync(Product server, Seeded seeded)
    {
        var room = await RoomAsync(server, seeded);
        return (await server.Get<RoomDirectory>().SaveAsync(Everything, new RoomForm(room.Id, room.Version, room.Kind, room.Letter, room.Name, room.Colour, room.VideoAddress, room.Passcode, room.MailboxAddress, room.CalendarId, room.Place, room.Order + 1, true), Token)).Refusal;
    }

    private static async Task<Practitioner> PractitionerAsync(Product server, Seeded seeded) =>
        (await server.Get<PractitionerDirectory>().ListAsync(Everything, new PractitionerQuery(), Token)).Rows.Single(row => row.Id == seeded.Practitioners[1].Id);

    private static async Task<Refusal?> SavePractitionerAsync(Product server, Seeded seeded)
    {
        var row = await PractitionerAsync(server, seeded);
        var start = First + Duration.FromDays(200 + row.Absences.Count);
        var absences = row.Absences.Select(absence => new AbsenceForm(absence.Start, absence.End)).Append(new AbsenceForm(start, start + Duration.FromHours(1)));
        return (await server.Get<PractitionerDirectory>().SaveAsync(Everything, new PractitionerForm(row.Id, row.Version, row.WorkingName, row.Kind, row.Email, row.Language, ["en"], true, [], [.. absences]), Token)).Refusal;
    }

    private static async Task<Refusal?> SaveOrganisationAsync(Product server)
    {
        var read = await server.Get<OrganisationProfile>().ReadAsync(Everything, Token);
        var now = read.Settings;
        var days = read.ClosedDays.Select(day => new DayClosed(day.Key, day.Value)).Append(new DayClosed(new LocalDate(2030, 1, 1).PlusDays(read.ClosedDays.Count), "closed"));
        return (await server.Get<OrganisationProfile>().SaveAsync(Everything, new OrganisationForm(
            now.Version, now.Name, now.ZoneId, now.SessionMinutes, now.GapMinutes, now.FirstReminderHours, now.LastReminderHours, now.ResponseHours, now.CalendarEventText, now.DutyContact, now.Telephone,
            [.. read.OpeningHours.Values.Select(row => new DayHours(row.Day, row.Opens, row.Closes))], [.. days]), Token)).Refusal;
    }

    private static async Task<CaseRow> CaseAsync(Product server, Seeded seeded) => (await server.Get<CaseFiles>().ReadAsync(Everything, seeded.Cases[2].Id, Token))!;

    private static async Task<Refusal?> SaveCaseAsync(Product server, Seeded seeded)
    {
        var row = await CaseAsync(server, seeded);
        return (await server.Get<CaseFiles>().ChangeAsync(Everything, new CaseChange(row.Id, row.Version, row.Language == "en" ? "pl" : "en", row.Mode, row.PractitionerId), Token)).Refusal;
    }

    private static async Task<OpenedContact> ContactAsync(Product server, Seeded seeded) => (await server.Get<CaseFiles>().OpenContactAsync(Everything, seeded.Cases[3].Id, "test", Token))!;

    private static int Number(OpenedContact contact) => int.TryParse(contact.Words, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static async Task<Refusal?> SaveContactAsync(Product server, Seeded seeded)
    {
        var contact = await ContactAsync(server, seeded);
        return (await server.Get<CaseFiles>().ChangeSafeContactAsync(Everything, seeded.Cases[3].Id, contact.Version, new SafeContactForm(Words: (Number(contact) + 1).ToString(CultureInfo.InvariantCulture)), Token)).Refusal;
    }

    private static async Task<AccountRow> AccountAsync(Product server, Guid id) => (await server.Get<AccountDirectory>().ListAsync(Everything, Token)).Single(row => row.Id == id);

    private static async Task<Refusal?> SaveAccountAsync(Product server, Guid id)
    {
        var row = await AccountAsync(server, id);
        var number = int.Parse(row.Name[4..], CultureInfo.InvariantCulture) + 1;
        return (await server.Get<AccountDirectory>().SaveAsync(Everything, new AccountForm(row.Id, $"Ada {number}", row.Email, row.Roles, row.PractitionerId, row.Language, row.IsActive, row), Token)).Refusal;
    }

    private static async Task<Booking> BookingAsync(Product server, Guid id)
    {
        await using var db = server.Open();
        return await db.Bookings.AsNoTracking().SingleAsync(row => row.Id == id, Token);
    }

    private static int Days(Booking booking) => (int)(booking.Start - First).TotalDays;

    private static async Task<Refusal?> MoveAsync(Product server, Seeded seeded, Guid id)
    {
        var booking = await BookingAsync(server, id);
        return (await server.Get<Scheduler>().MoveAsync(Everything, new MoveForm(id, booking.Version, seeded.Slot(booking.Start + Duration.FromDays(1), outOfHours: true)), Token)).Refusal;
    }
}
