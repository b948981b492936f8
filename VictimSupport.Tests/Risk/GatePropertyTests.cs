using CsCheck;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using static VictimSupport.Tests.Risk.RiskDesk;

namespace VictimSupport.Tests.Risk;

/// <summary>
/// Whatever sequence of screenings, concerns, opinions, decisions, bookings, moves and days comes: no confirmed online session to come stands for a case whose gate is closed
/// on its day, and no message with a link waits for one that is held.
/// </summary>
public sealed class GatePropertyTests(ITestOutputHelper output)
{
    private static readonly Gen<(int Kind, int One, int Two)[]> Sequences = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 99], Gen.Int[0, 99]).Array[4, 14];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task No_session_online_stands_that_the_gate_does_not_allow() => RunAsync(80);

    [Fact, Trait("Category", "Long")]
    public Task No_session_online_stands_that_the_gate_does_not_allow_in_ten_thousand_sequences() => RunAsync(10_000);

    private async Task RunAsync(int sequences)
    {
        await using var product = await Product.StartAsync();
        var seeded = await product.SeedAsync();
        var (allowed, refused, held) = (0, 0, 0);
        await Sequences.SampleAsync(async steps =>
        {
            // A case of its own for each sequence; the rooms and people are shared, as in life.
            var file = await CaseAsync(product, seeded);
            foreach (var (kind, one, two) in steps)
            {
                await StepAsync(product, seeded, file, kind, one, two, booked => (allowed, refused) = booked ? (allowed + 1, refused) : (allowed, refused + 1));
                held += await CheckAsync(product, file);
            }
        }, iter: sequences, threads: 1, writeLine: output.WriteLine);
        output.WriteLine($"{sequences} sequences: {allowed} online sessions booked, {refused} refused, {held} times one was held");
        // Each must happen, or nothing was tried.
        Assert.True(allowed > 0 && refused > 0 && held > 0);
    }

    private static async Task<Guid> CaseAsync(Product product, Seeded seeded)
    {
        var made = await product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm("Canary", "en", SupportMode.Hybrid, seeded.Practitioners[0].Id, new SafeContactForm()), Token);
        await using var db = product.Open();
        await Core.Demo.OpenedCases.OpenAllAsync(db, Token);
        return made.Value!.Id;
    }

    private static async Task StepAsync(Product product, Seeded seeded, Guid file, int kind, int one, int two, Action<bool> booked)
    {
        await using var db = product.Open();
        switch (kind)
        {
            case 0:
                var questions = ScreeningForm.Default.Asked.Select(question => question.Key).ToList();
                await product.ScreenAsync(file, (questions[one % questions.Count], (ScreeningAnswer)(two % 4)));
                break;
            case 1:
                await product.ConcernAsync(file);
                break;
            case 2 or 3:
                if ((await product.RiskAsync(file)).OpenReviewId is { } review)
                {
                    var (actor, seat) = Three[one % 3];
                    await product.GiveAsync(review, actor, seat, (ReviewDecision)(two % 8 < 5 ? 0 : two % 5));
                    await product.DecideAsync(review, (ReviewDecision)(one % 4 == 3 ? two % 5 : 0), until: Today(product).PlusDays(1 + two % 30));
                }

                break;
            case 4:
                product.Time.Advance(TimeSpan.FromHours(one % 40));
                break;
            case 5:
                var slot = Slot(product, seeded, one, two);
                booked((await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(file, slot), Token)).IsDone && slot.Mode == SupportMode.Online);
                break;
            default:
                if (await db.Bookings.AsNoTracking().Where(row => row.CaseId == file).OrderBy(row => row.Id).Skip(one % 3).FirstOrDefaultAsync(Token) is { } booking)
                {
                    await product.Get<Scheduler>().MoveAsync(Product.Coordinator, new MoveForm(booking.Id, booking.Version, Slot(product, seeded, two, one)), Token);
                }

                break;
        }
    }

    private static LocalDate Today(Product product) => Instant.FromDateTimeOffset(product.Time.GetUtcNow()).InZone(DateTimeZoneProviders.Tzdb["Europe/Malta"]).Date;

    private static Slot Slot(Product product, Seeded seeded, int one, int two)
    {
        var day = Today(product).PlusDays(1 + one % 20);
        var isOnline = two % 4 != 0;
        return seeded.Slot(Product.At(day.Year, day.Month, day.Day, 9 + two % 9), room: isOnline ? two % 4 : 4, practitioner: one % 3, mode: isOnline ? SupportMode.Online : SupportMode.InPerson);
    }

    /// <summary>How many sessions of the case are held now.</summary>
    private static async Task<int> CheckAsync(Product product, Guid file)
    {
        await using var db = product.Open();
        var facts = (await GateFacts.ReadAsync(db, Actor.Worker("test"), file, Token))!;
        var now = Instant.FromDateTimeOffset(product.Time.GetUtcNow());
        var bookings = await db.Bookings.AsNoTracking().Where(row => row.CaseId == file && row.Mode == SupportMode.Online && row.State != BookingState.Cancelled).ToListAsync(Token);
        foreach (var booking in bookings.Where(row => row.Start > now && row.State == BookingState.Booked))
        {
            Assert.Null(ModeGate.Check(facts, SupportMode.Online, booking.Start));
        }

        var waiting = await db.OutboxMessages.AsNoTracking().Where(row => row.CaseId == file && row.State == OutboxState.Waiting).ToListAsync(Token);
        Assert.All(bookings.Where(row => row.State == BookingState.Held), booking =>
            Assert.DoesNotContain(waiting, message => message.BookingId == booking.Id && (message.Kind is OutboxKind.Confirmation or OutboxKind.Change)));
        return bookings.Count(row => row.State == BookingState.Held);
    }
}
