using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Scheduling;

public sealed class SqliteWaitingListTests : WaitingListTests
{
    protected override Task<Product> StartAsync() => Fixtures.Product.StartAsync();

    [Fact]
    public async Task The_note_stands_in_no_file_in_words()
    {
        Assert.SkipWhen(PostgresServer.IsAskedFor, "The bytes of a server's files are not ours to read.");
        var id = await Desk.AddAsync(0, new WaitingWishes(Note: "Canary-Waiting"));
        await Desk.List.ChangeAsync(Fixtures.Product.Coordinator, new WaitingChange(id, 1, new WaitingWishes(Note: "Canary-Changed")), Token);

        Assert.NotEmpty(Traces.FilesWith(Product.Folder, Seeded.Cases[0].Reference));
        Assert.Empty(Traces.FilesWith(Product.Folder, "Canary-Waiting"));
        Assert.Empty(Traces.FilesWith(Product.Folder, "Canary-Changed"));
    }
}

public sealed class PostgresWaitingListTests(PostgresServer postgres) : WaitingListTests
{
    protected override Task<Product> StartAsync() => Fixtures.Product.StartAsync(postgres);
}

public abstract class WaitingListTests : IAsyncLifetime
{
    private static readonly Instant Ten = Fixtures.Product.At(2026, 11, 25, 10);
    private static readonly Actor Supervisor = new(new Guid("00000000-0000-4000-8000-0000000000d2"), "Sam", Role.Supervisor);

    private protected Product Product { get; private set; } = null!;

    private protected Seeded Seeded { get; private set; } = null!;

    private protected WaitingDesk Desk { get; private set; } = null!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<Product> StartAsync();

    public async ValueTask InitializeAsync()
    {
        Product = await StartAsync();
        Seeded = await Product.SeedAsync();
        Desk = new WaitingDesk(Product, Seeded);
    }

    public ValueTask DisposeAsync() => Product.DisposeAsync();

    [Fact]
    public async Task An_entry_keeps_its_wishes_and_its_note_is_opened_by_the_desk_and_noted()
    {
        var wishes = new WaitingWishes(Seeded.Practitioners[1].Id, [WaitingDesk.On(IsoDayOfWeek.Friday, 14, 18), WaitingDesk.On(IsoDayOfWeek.Monday, 9, 12)], new LocalDate(2026, 12, 20), "Canary-Waiting\nsecond line");
        var id = await Desk.AddAsync(0, wishes);

        var row = Assert.Single(await Desk.RowsAsync());
        Assert.Equal((id, Seeded.Cases[0].Reference, SupportMode.Online, wishes.PractitionerId, wishes.UselessAfter, false, null, true, "Cora"), (row.Id, row.Reference, row.Mode, row.PractitionerId, row.UselessAfter, row.IsPast, row.Urgent, row.HasNote, row.ByName));
        Assert.Equal([IsoDayOfWeek.Monday, IsoDayOfWeek.Friday], row.Hours.Ranges.Select(range => range.Day));
        Assert.Equal("Canary-Waiting\nsecond line", await Desk.List.OpenNoteAsync(Fixtures.Product.Coordinator, id, Token));
        var looks = await Product.Get<CaseTrail>().LooksAsync(Fixtures.Product.TeamManager, row.CaseId, 0, 25, Token);
        Assert.Contains(looks.Rows, look => look is { Operation: Operation.OpenWaitingNote, ActorName: "Cora" });
        var history = await Product.Get<CaseTrail>().HistoryAsync(Fixtures.Product.Coordinator, row.CaseId, 0, 25, Token);
        Assert.Contains(history.Rows, change => change is { Operation: Operation.ManageWaiting, Detail: "added, Online" });
    }

    [Fact]
    public async Task What_can_never_come_true_is_refused_beside_its_field()
    {
        Assert.Equal((RefusalCode.EndBeforeStart, "Hours"), Said(await Desk.TryAddAsync(0, new WaitingWishes(Hours: [WaitingDesk.On(IsoDayOfWeek.Monday, 12, 12)]))));
        Assert.Equal((RefusalCode.WishedTimesDoNotFit, "Hours"), Said(await Desk.TryAddAsync(0, new WaitingWishes(Hours: [WaitingDesk.On(IsoDayOfWeek.Monday, 9, 12), WaitingDesk.On(IsoDayOfWeek.Sunday, 9, 12)]))));
        Assert.Equal((RefusalCode.WishedTimesDoNotFit, "Hours"), Said(await Desk.TryAddAsync(0, new WaitingWishes(Hours: [WaitingDesk.On(IsoDayOfWeek.Monday, 6, 9)]))));
        Assert.Equal((RefusalCode.DayIsPast, "UselessAfter"), Said(await Desk.TryAddAsync(0, new WaitingWishes(UselessAfter: new LocalDate(2026, 11, 23)))));
        Assert.Equal((RefusalCode.PractitionerNotActive, "PractitionerId"), Said(await Desk.TryAddAsync(0, new WaitingWishes(Guid.NewGuid()))));
        Assert.Equal((RefusalCode.TooLong, "Note"), Said(await Desk.TryAddAsync(0, new WaitingWishes(Note: new string('x', WaitingList.LongestNote + 1)))));
        Assert.Equal((RefusalCode.Required, "Mode"), Said(await Desk.TryAddAsync(0, mode: SupportMode.Telephone)));
        Assert.Empty(await Desk.RowsAsync());
        Assert.True((await Desk.TryAddAsync(0, new WaitingWishes(UselessAfter: new LocalDate(2026, 11, 24)))).IsDone);
    }

    [Fact]
    public async Task A_case_that_could_not_be_booked_does_not_wait_and_none_waits_twice_for_the_same()
    {
        Assert.Equal((RefusalCode.ModeNotAllowed, "Mode"), Said(await Desk.TryAddAsync(2, mode: SupportMode.Online)));
        var made = await Product.Get<CaseFiles>().CreateAsync(Fixtures.Product.TeamManager, new CaseForm("Canary-New", "en", SupportMode.Online, null, new SafeContactForm()), Token);
        Assert.Equal((RefusalCode.CaseInIntake, "CaseId"), Said(await AddToAsync(made.Value!.Id)));
        var file = Seeded.Cases[1];
        await Product.Get<CaseCourse>().CloseAsync(Fixtures.Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.ClientAsked), Token);
        Assert.Equal((RefusalCode.CaseClosed, "CaseId"), Said(await Desk.TryAddAsync(1)));
        Assert.Equal((RefusalCode.NotFound, "CaseId"), Said(await AddToAsync(Guid.NewGuid())));

        await Desk.HybridAsync(0);
        await Desk.AddAsync(0);
        Assert.Equal((RefusalCode.AlreadyWaiting, "Mode"), Said(await Desk.TryAddAsync(0)));
        await Desk.AddAsync(0, mode: SupportMode.InPerson);
    }

    [Fact]
    public async Task Urgent_ones_come_first_then_who_waits_longest_and_last_for_whom_it_is_too_late()
    {
        var late = await Desk.AddAsync(0, new WaitingWishes(UselessAfter: new LocalDate(2026, 11, 24)));
        Product.Time.Advance(TimeSpan.FromHours(1));
        var long1 = await Desk.AddAsync(1);
        Product.Time.Advance(TimeSpan.FromHours(1));
        var short1 = await Desk.AddAsync(2);
        Product.Time.Advance(TimeSpan.FromHours(1));
        var urgent = await Desk.AddAsync(3);
        await Desk.UrgentAsync(urgent);
        await Desk.UrgentAsync(late);
        Assert.Equal([late, urgent, long1, short1], (await Desk.RowsAsync()).Select(row => row.Id));

        Product.Time.Advance(TimeSpan.FromDays(1));
        var rows = await Desk.RowsAsync();
        Assert.Equal([urgent, long1, short1, late], rows.Select(row => row.Id));
        Assert.Equal([false, false, false, true], rows.Select(row => row.IsPast));
        Assert.Equal(UrgentReason.DateAhead, rows[0].Urgent);
        var inPerson = await Desk.List.ListAsync(Fixtures.Product.Coordinator, new WaitingQuery(SupportMode.InPerson), Token);
        Assert.Equal([urgent, short1], inPerson.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_and_says_how_many_have_waited_long()
    {
        await using (var db = Product.Open())
        {
            var now = Product.Get<TimeProvider>().Now;
            db.WaitingEntries.AddRange(Enumerable.Range(0, 120).Select(index => new WaitingEntry
            {
                Id = Guid.CreateVersion7(), CaseId = Seeded.Cases[index % 4].Id, Since = now - Duration.FromHours(index * 4), Mode = SupportMode.Online, ByName = "Cora", State = index % 40 == 39 ? WaitingState.Withdrawn : WaitingState.Waiting,
            }));
            await db.SaveChangesAsync(Token);
        }

        var pages = new List<WaitingRow>();
        foreach (var skip in new[] { 0, 50, 100 })
        {
            var page = await Desk.List.ListAsync(Fixtures.Product.Coordinator, new WaitingQuery(Skip: skip), Token);
            Assert.Equal(117, page.Total);
            Assert.Equal(skip == 100 ? 17 : 50, page.Rows.Count);
            pages.AddRange(page.Rows);
        }

        Assert.Equal(117, pages.Select(row => row.Id).Distinct().Count());
        Assert.Equal(pages.Select(row => row.Since).Order(), pages.Select(row => row.Since));
        // Every four hours one: number 84 has waited exactly fourteen days, which is not longer, and number 119 was withdrawn.
        Assert.Equal(34, await Desk.List.CountLongAsync(Fixtures.Product.Coordinator, Token));
    }

    [Fact]
    public async Task Who_is_kept_out_of_a_case_finds_nothing_of_its_entry()
    {
        var id = await Desk.AddAsync(0, new WaitingWishes(Note: "Canary-Waiting"));
        var cora = Fixtures.Product.Coordinator;
        await Desk.KeepOutAsync(cora, 0);
        Product.Time.Advance(TimeSpan.FromDays(15));

        Assert.Empty(await Desk.RowsAsync());
        Assert.Equal(0, await Desk.List.CountLongAsync(cora, Token));
        Assert.Null(await Desk.List.ReadAsync(cora, id, Token));
        Assert.Null(await Desk.List.OpenNoteAsync(cora, id, Token));
        Assert.Equal(RefusalCode.NotFound, (await Desk.List.ChangeAsync(cora, new WaitingChange(id, 1, new WaitingWishes()), Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await Desk.List.WithdrawAsync(cora, id, 1, WaitingEnd.ClientAsked, Token)).Refusal?.Code);
        Assert.Equal((RefusalCode.NotFound, "CaseId"), Said(await Desk.TryAddAsync(0)));
        Assert.Single(await Desk.RowsAsync(Fixtures.Product.TeamManager));
        Assert.Equal(1, await Desk.List.CountLongAsync(Fixtures.Product.TeamManager, Token));
    }

    [Fact]
    public async Task Supervisors_read_the_list_only_and_urgency_is_the_team_managers()
    {
        var id = await Desk.AddAsync(0, new WaitingWishes(Note: "Canary-Waiting"));

        Assert.Single(await Desk.RowsAsync(Supervisor));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Desk.List.OpenNoteAsync(Supervisor, id, Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Desk.List.AddAsync(Supervisor, new WaitingForm(Seeded.Cases[1].Id, SupportMode.Online, new WaitingWishes()), Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Desk.List.MarkUrgentAsync(Fixtures.Product.Coordinator, id, 1, UrgentReason.Judgement, Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Desk.RowsAsync(Fixtures.Product.Volunteer));
        await using var db = Product.Open();
        Assert.True(await db.Set<AuditEntry>().AnyAsync(entry => entry.Operation == Operation.MarkUrgent && entry.Outcome == AuditOutcome.Refused, Token));
    }

    [Fact]
    public async Task An_entry_is_changed_and_taken_off_with_a_reason()
    {
        var id = await Desk.AddAsync(0, new WaitingWishes(Seeded.Practitioners[0].Id, Note: "Canary-Waiting"));
        Assert.Equal(2, (await Desk.List.ChangeAsync(Fixtures.Product.Coordinator, new WaitingChange(id, 1, new WaitingWishes(UselessAfter: new LocalDate(2026, 12, 1))), Token)).Value);
        var row = Assert.Single(await Desk.RowsAsync());
        Assert.Equal((null, new LocalDate(2026, 12, 1), true), (row.PractitionerId, row.UselessAfter, row.HasNote));
        Assert.Equal(3, (await Desk.List.ChangeAsync(Fixtures.Product.Coordinator, new WaitingChange(id, 2, new WaitingWishes(), RemovesNote: true), Token)).Value);
        Assert.False(Assert.Single(await Desk.RowsAsync()).HasNote);

        Assert.Equal((RefusalCode.Required, "End"), Said(await Desk.List.WithdrawAsync(Fixtures.Product.Coordinator, id, 3, WaitingEnd.SessionBooked, Token)));
        Assert.True((await Desk.List.WithdrawAsync(Fixtures.Product.Coordinator, id, 3, WaitingEnd.ContactLost, Token)).IsDone);
        Assert.Empty(await Desk.RowsAsync());
        var entry = await Desk.EntryAsync(id);
        Assert.Equal((WaitingState.Withdrawn, WaitingEnd.ContactLost), (entry.State, entry.End));
        await Desk.AddAsync(0);
    }

    [Fact]
    public async Task A_session_takes_the_entry_of_its_mode_off_and_a_refused_booking_leaves_it()
    {
        await Desk.HybridAsync(0);
        var (online, inPerson, other) = (await Desk.AddAsync(0), await Desk.AddAsync(0, mode: SupportMode.InPerson), await Desk.AddAsync(1));
        var taken = await Product.Get<Scheduler>().BookAsync(Fixtures.Product.Coordinator, new BookingForm(Seeded.Cases[2].Id, Seeded.Slot(Ten, 4, 0, SupportMode.InPerson)), Token);
        Assert.True(taken.IsDone, taken.Refusal?.Words);
        var refused = await Product.Get<Scheduler>().BookAsync(Fixtures.Product.Coordinator, new BookingForm(Seeded.Cases[0].Id, Seeded.Slot(Ten)), Token);
        Assert.Equal(RefusalCode.PractitionerTaken, refused.Refusal?.Code);
        Assert.Equal(WaitingState.Waiting, (await Desk.EntryAsync(online)).State);

        await Desk.BookAsync(0, Seeded.Slot(Ten + Duration.FromHours(2)));
        var entry = await Desk.EntryAsync(online);
        Assert.Equal((WaitingState.Booked, WaitingEnd.SessionBooked, 2), (entry.State, entry.End, entry.Version));
        Assert.Equal([inPerson, other], (await Desk.RowsAsync()).Select(row => row.Id));
    }

    [Fact]
    public async Task A_series_and_a_move_into_the_mode_take_it_off_too()
    {
        await Desk.HybridAsync(0);
        var inPerson = await Desk.AddAsync(0, mode: SupportMode.InPerson);
        var booking = await Desk.BookAsync(0, Seeded.Slot(Ten));
        var moved = await Product.Get<Scheduler>().MoveAsync(Fixtures.Product.Coordinator, new MoveForm(booking.Id, 1, Seeded.Slot(Ten, 4, 0, SupportMode.InPerson)), Token);
        Assert.True(moved.IsDone, moved.Refusal?.Words);
        Assert.Equal(WaitingState.Booked, (await Desk.EntryAsync(inPerson)).State);

        var online = await Desk.AddAsync(1);
        Slot[] lines = [Seeded.Slot(Ten + Duration.FromDays(1)), Seeded.Slot(Ten + Duration.FromDays(8))];
        Assert.True((await Product.Get<SeriesBooking>().BookAsync(Fixtures.Product.Coordinator, new SeriesPlan(Seeded.Cases[1].Id, new LocalTime(10, 0), lines), Token)).IsDone);
        Assert.Equal(WaitingState.Booked, (await Desk.EntryAsync(online)).State);
    }

    [Fact]
    public async Task Closing_a_case_ends_its_entries_and_a_refused_closing_does_not()
    {
        await Desk.HybridAsync(0);
        var file = (await Product.Get<CaseFiles>().ReadAsync(Fixtures.Product.TeamManager, Seeded.Cases[0].Id, Token))!;
        var (online, inPerson) = (await Desk.AddAsync(0), await Desk.AddAsync(0, mode: SupportMode.InPerson));
        var closing = new CaseStepForm(file.Id, file.Version + 1, CaseStepReason.SupportCompleted);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Product.Get<CaseCourse>().CloseAsync(Fixtures.Product.TeamManager, closing, Token)).Refusal?.Code);
        Assert.Equal(2, (await Desk.RowsAsync()).Count);

        Assert.True((await Product.Get<CaseCourse>().CloseAsync(Fixtures.Product.TeamManager, closing with { Version = file.Version }, Token)).IsDone);
        Assert.Empty(await Desk.RowsAsync());
        foreach (var id in new[] { online, inPerson })
        {
            var entry = await Desk.EntryAsync(id);
            Assert.Equal((WaitingState.Ended, WaitingEnd.CaseClosed), (entry.State, entry.End));
        }
    }

    [Fact]
    public async Task Of_two_people_the_second_is_told_and_loses_nothing_of_the_first()
    {
        var id = await Desk.AddAsync(0);
        Assert.True((await Desk.List.ChangeAsync(Fixtures.Product.Coordinator, new WaitingChange(id, 1, new WaitingWishes(UselessAfter: new LocalDate(2026, 12, 1))), Token)).IsDone);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Desk.List.ChangeAsync(Fixtures.Product.TeamManager, new WaitingChange(id, 1, new WaitingWishes()), Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Desk.List.MarkUrgentAsync(Fixtures.Product.TeamManager, id, 1, UrgentReason.Judgement, Token)).Refusal?.Code);
        Assert.Equal(new LocalDate(2026, 12, 1), (await Desk.EntryAsync(id)).UselessAfter);

        await Desk.BookAsync(0, Seeded.Slot(Ten));
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Desk.List.WithdrawAsync(Fixtures.Product.Coordinator, id, 2, WaitingEnd.ClientAsked, Token)).Refusal?.Code);
        Assert.Equal(WaitingState.Booked, (await Desk.EntryAsync(id)).State);
    }

    [Fact]
    public async Task Of_many_at_once_one_puts_the_case_on_the_list()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Desk.TryAddAsync(0), Token)));

        Assert.Single(added, outcome => outcome.IsDone);
        Assert.All(added.Where(outcome => !outcome.IsDone), outcome => Assert.Equal(RefusalCode.AlreadyWaiting, outcome.Refusal?.Code));
        Assert.Single(await Desk.RowsAsync());
    }

    [Fact]
    public async Task No_entry_waits_for_a_case_that_is_closed_at_the_same_moment()
    {
        foreach (var client in Enumerable.Range(0, 4))
        {
            var file = Seeded.Cases[client];
            var adding = Task.Run(() => Desk.TryAddAsync(client), Token);
            var closing = Task.Run(() => Product.Get<CaseCourse>().CloseAsync(Fixtures.Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.ClientAsked), Token), Token);
            Assert.True((await closing).IsDone);
            await adding;
        }

        Assert.Empty(await Desk.RowsAsync());
    }

    private static (RefusalCode?, string?) Said<T>(Outcome<T> outcome) => (outcome.Refusal?.Code, outcome.Refusal?.Field);

    private Task<Outcome<Guid>> AddToAsync(Guid caseId) => Desk.List.AddAsync(Fixtures.Product.Coordinator, new WaitingForm(caseId, SupportMode.Online, new WaitingWishes()), Token);
}
