using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.RoomCalendars;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomCalendars;

/// <summary>The time to which somebody moved a session's event in Google is kept until a person has decided.</summary>
public sealed class ProposedTimeTests(PostgresServer postgres)
{
    private static readonly Instant Ten = CalendarBench.Ten;
    private static readonly Instant Noon = Product.At(2026, 11, 25, 12);

    private static CancellationToken Token => CalendarBench.Token;

    public enum End
    {
        Followed,
        KeptOurs,
        MovedThereByHand,
        MovedElsewhere,
        Cancelled,
        PutBackInGoogle,
        RemovedInGoogle,
    }

    public static TheoryData<End, bool> Ends() => [.. Enum.GetValues<End>().Select(end => new TheoryDataRow<End, bool>(end, end is End.Followed or End.KeptOurs))];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task It_is_blocked_until_decided_then_the_sessions_own_or_free(End end, bool onPostgres)
    {
        await using var bench = await CalendarBench.StartAsync(onPostgres ? postgres : null);
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        await bench.PullAsync();
        MoveInGoogle(bench, Noon);
        await bench.PullAsync();
        Assert.Equal(RefusalCode.RoomBlockedOutside, await TryBookAsync(bench, Noon));
        await bench.PullAsync(compare: true);
        Assert.Equal(RefusalCode.RoomBlockedOutside, await TryBookAsync(bench, Noon + Duration.FromMinutes(30)));
        Assert.Equal(RefusalCode.RoomTaken, await TryBookAsync(bench, Ten));

        await EndAsync(bench, booking, end);

        var isThere = end is End.Followed or End.MovedThereByHand;
        Assert.Equal(isThere ? RefusalCode.RoomTaken : null, await TryBookAsync(bench, Noon));
        await bench.ConvergeAsync();
        await bench.PullAsync(compare: true);
        Assert.Equal(end == End.RemovedInGoogle ? 1 : 0, (await bench.ConflictsAsync()).Count);
        await using var db = bench.Product.Open();
        Assert.Empty(await db.RoomBlocks.ToListAsync(Token));
        var bookings = await db.Bookings.Select(row => row.Id).ToListAsync(Token);
        Assert.DoesNotContain(await db.BookedSlots.Select(slot => slot.HolderId).ToListAsync(Token), holder => !bookings.Contains(holder));
    }

    [Fact]
    public async Task A_quarter_of_an_hour_later_overlaps_the_session_itself_and_can_be_followed()
    {
        await using var bench = await CalendarBench.StartAsync();
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        await bench.PullAsync();
        var later = Ten + Duration.FromMinutes(15);
        MoveInGoogle(bench, later);
        await bench.PullAsync();
        Assert.Equal(RefusalCode.RoomBlockedOutside, await TryBookAsync(bench, Ten + Duration.FromHours(1)));

        var decided = await bench.Product.Get<CalendarConflicts>().AcceptAsync(Product.Coordinator, (await bench.ConflictsAsync())[0].Id, Token);

        Assert.True(decided.IsDone, decided.Refusal?.Words);
        Assert.Equal(later, (await bench.ReadAsync(booking)).Start);
        await bench.ConvergeAsync();
        bench.AssertOnce(later);
    }

    [Fact]
    public async Task A_time_that_another_session_holds_cannot_be_followed_and_stays_with_it()
    {
        await using var bench = await CalendarBench.StartAsync();
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        Assert.Null(await TryBookAsync(bench, Noon));
        MoveInGoogle(bench, Noon);
        await bench.PullAsync();

        var decided = await bench.Product.Get<CalendarConflicts>().AcceptAsync(Product.Coordinator, (await bench.ConflictsAsync())[0].Id, Token);

        Assert.Equal(RefusalCode.RoomTaken, decided.Refusal?.Code);
        Assert.Equal(Ten, (await bench.ReadAsync(booking)).Start);
        Assert.Single(await bench.ConflictsAsync());
    }

    [Fact]
    public async Task Of_two_foreign_events_over_one_another_the_one_that_stays_goes_on_blocking()
    {
        await using var bench = await CalendarBench.StartAsync();
        var first = Add(bench, Noon, Duration.FromHours(1));
        Add(bench, Noon + Duration.FromMinutes(30), Duration.FromHours(1));
        await bench.PullAsync();
        bench.Google.DeleteEvent(bench.Calendar(), first);
        await bench.PullAsync();

        Assert.Equal(RefusalCode.RoomBlockedOutside, await TryBookAsync(bench, Noon + Duration.FromMinutes(30)));
        Assert.Equal(RefusalCode.RoomBlockedOutside, await TryBookAsync(bench, Noon));
        Assert.Null(await TryBookAsync(bench, Noon - Duration.FromHours(1)));
    }

    private static async Task EndAsync(CalendarBench bench, Booking booking, End end)
    {
        var conflicts = bench.Product.Get<CalendarConflicts>();
        var conflict = Assert.Single(await bench.ConflictsAsync());
        switch (end)
        {
            case End.Followed:
                Assert.True((await conflicts.AcceptAsync(Product.Coordinator, conflict.Id, Token)).IsDone);
                break;
            case End.KeptOurs:
                Assert.True((await conflicts.RestoreAsync(Product.Coordinator, conflict.Id, Token)).IsDone);
                break;
            case End.MovedThereByHand:
                await bench.MoveAsync(booking, Noon);
                break;
            case End.MovedElsewhere:
                await bench.MoveAsync(booking, Noon + Duration.FromHours(3), room: 1);
                break;
            case End.Cancelled:
                await bench.CancelAsync(booking);
                break;
            case End.PutBackInGoogle:
                MoveInGoogle(bench, Ten);
                await bench.PullAsync();
                break;
            default:
                bench.Google.DeleteEvent(bench.Calendar(), bench.Google.Events(bench.Calendar())[0].Id);
                await bench.PullAsync();
                break;
        }
    }

    /// <summary>Books another case with another practitioner in room A; null when it was booked.</summary>
    private static async Task<RefusalCode?> TryBookAsync(CalendarBench bench, Instant start) =>
        (await bench.Product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(bench.Seeded.Cases[1].Id, bench.Seeded.Slot(start, practitioner: 1)), Token)).Refusal?.Code;

    private static string Add(CalendarBench bench, Instant start, Duration length) =>
        bench.Google.AddForeignEvent(bench.Calendar(), "x", start.ToDateTimeOffset(), (start + length).ToDateTimeOffset()).Id;

    private static void MoveInGoogle(CalendarBench bench, Instant start) => bench.Google.MoveEvent(
        bench.Calendar(), bench.Google.Events(bench.Calendar()).First(item => item.PrivateProperty("booking") is not null).Id, start.ToDateTimeOffset(), (start + Duration.FromMinutes(50)).ToDateTimeOffset());
}
