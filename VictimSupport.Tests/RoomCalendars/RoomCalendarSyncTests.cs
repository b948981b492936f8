using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.RoomCalendars;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomCalendars;

public sealed class RoomCalendarSyncTests(PostgresServer postgres)
{
    private static readonly Instant Ten = CalendarBench.Ten;
    private static readonly Instant Noon = Product.At(2026, 11, 25, 12);

    private static CancellationToken Token => CalendarBench.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_foreign_event_blocks_the_room_until_it_is_gone_and_its_title_stays_outside(bool onPostgres)
    {
        await using var bench = await CalendarBench.StartAsync(onPostgres ? postgres : null);
        bench.Google.Listing.LargestPage = 2;
        var held = Add(bench, "Canary-Title", Ten, Duration.FromMinutes(30));
        Add(bench, "free", Noon, Duration.FromHours(1), free: true);
        Add(bench, "later", Noon + Duration.FromHours(3), Duration.FromHours(1));
        await bench.PullAsync();

        var refused = await bench.Product.Get<Scheduler>().BookAsync(Product.Coordinator, new(bench.Seeded.Cases[0].Id, bench.Seeded.Slot(Ten)), Token);
        Assert.Equal(RefusalCode.RoomBlockedOutside, refused.Refusal?.Code);
        await bench.BookAsync(Noon);
        await using (var db = bench.Product.Open())
        {
            Assert.Equal(2, await db.RoomBlocks.CountAsync(Token));
        }

        bench.Google.DeleteEvent(bench.Calendar(), held.Id);
        await bench.PullAsync();
        await bench.BookAsync(Ten, client: 1);
        if (!onPostgres && !PostgresServer.IsAskedFor)
        {
            Assert.DoesNotContain("Canary-Title", RawData(bench), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Our_own_events_come_back_as_echoes_and_change_nothing()
    {
        await using var bench = await CalendarBench.StartAsync();
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();

        await bench.PullAsync();
        await bench.PullAsync(compare: true);
        await bench.DispatchAsync();

        Assert.Empty(await bench.ConflictsAsync());
        Assert.Equal(booking.Version, (await bench.ReadAsync(booking)).Version);
        await using var db = bench.Product.Open();
        Assert.Empty(await db.RoomBlocks.ToListAsync(Token));
        Assert.Single(bench.Google.Requests, request => request.Method is "POST" or "PUT" && request.Path != "/token");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_moved_in_Google_is_proposed_and_nothing_happens_before_a_person_decides(bool accept)
    {
        await using var bench = await CalendarBench.StartAsync();
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        await bench.PullAsync();
        MoveInGoogle(bench, Noon);

        await bench.PullAsync();
        await bench.PullAsync();
        await bench.DispatchAsync();
        var conflict = Assert.Single(await bench.ConflictsAsync());
        Assert.Equal((CalendarConflictKind.Moved, Noon), (conflict.Kind, conflict.OutsideStart));
        Assert.Equal(Ten, (await bench.ReadAsync(booking)).Start);
        bench.AssertOnce(Noon);

        var conflicts = bench.Product.Get<CalendarConflicts>();
        var decided = accept ? await conflicts.AcceptAsync(Product.Coordinator, conflict.Id, Token) : await conflicts.RestoreAsync(Product.Coordinator, conflict.Id, Token);
        Assert.True(decided.IsDone, decided.Refusal?.Words);
        await bench.ConvergeAsync();
        await bench.PullAsync();

        var wanted = accept ? Noon : Ten;
        Assert.Equal(wanted, (await bench.ReadAsync(booking)).Start);
        bench.AssertOnce(wanted);
        Assert.Empty(await bench.ConflictsAsync());
        Assert.Equal(RefusalCode.AlreadyDecided, (await conflicts.AcceptAsync(Product.Coordinator, conflict.Id, Token)).Refusal?.Code);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task An_event_removed_in_Google_is_proposed_as_a_cancellation(bool accept, bool whileTokensExpired)
    {
        await using var bench = await CalendarBench.StartAsync();
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        await bench.PullAsync();
        bench.Google.DeleteEvent(bench.Calendar(), bench.Google.Events(bench.Calendar())[0].Id);
        if (whileTokensExpired)
        {
            bench.Google.ExpireSyncTokens(bench.Calendar());
        }

        await bench.PullAsync();
        var conflict = Assert.Single(await bench.ConflictsAsync());
        Assert.Equal(CalendarConflictKind.Removed, conflict.Kind);
        Assert.Equal(BookingState.Booked, (await bench.ReadAsync(booking)).State);

        var conflicts = bench.Product.Get<CalendarConflicts>();
        _ = accept ? await conflicts.AcceptAsync(Product.Coordinator, conflict.Id, Token) : await conflicts.RestoreAsync(Product.Coordinator, conflict.Id, Token);
        await bench.ConvergeAsync();
        await bench.PullAsync();

        Assert.Equal(accept ? BookingState.Cancelled : BookingState.Booked, (await bench.ReadAsync(booking)).State);
        Assert.Equal(accept ? 0 : 1, bench.Google.Events(bench.Calendar()).Count);
        Assert.Empty(await bench.ConflictsAsync());
    }

    [Fact]
    public async Task A_title_written_over_ours_is_proposed_and_restoring_removes_it()
    {
        await using var bench = await CalendarBench.StartAsync();
        await bench.BookAsync();
        await bench.DispatchAsync();
        bench.Google.RenameEvent(bench.Calendar(), bench.Google.Events(bench.Calendar())[0].Id, "somebody's name");
        await bench.PullAsync();

        var conflict = Assert.Single(await bench.ConflictsAsync());
        Assert.Equal(CalendarConflictKind.Edited, conflict.Kind);
        await bench.Product.Get<CalendarConflicts>().RestoreAsync(Product.Coordinator, conflict.Id, Token);
        await bench.ConvergeAsync();

        Assert.Equal("Session", Assert.Single(bench.Google.Events(bench.Calendar())).Summary);
        Assert.Empty(await bench.ConflictsAsync());
    }

    [Fact]
    public async Task A_foreign_event_over_a_booking_is_shown_until_one_of_them_is_elsewhere()
    {
        await using var bench = await CalendarBench.StartAsync();
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        var held = Add(bench, "x", Ten, Duration.FromMinutes(30));
        await bench.PullAsync();
        Assert.Equal(CalendarConflictKind.Overlap, Assert.Single(await bench.ConflictsAsync()).Kind);
        Assert.Equal(BookingState.Booked, (await bench.ReadAsync(booking)).State);

        bench.Google.MoveEvent(bench.Calendar(), held.Id, Noon.ToDateTimeOffset(), (Noon + Duration.FromHours(1)).ToDateTimeOffset());
        await bench.PullAsync();
        Assert.Empty(await bench.ConflictsAsync());
    }

    [Fact]
    public async Task An_expired_sync_token_makes_the_mirror_anew_and_leaves_bookings_alone()
    {
        await using var bench = await CalendarBench.StartAsync();
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        var gone = Add(bench, "gone", Noon, Duration.FromHours(1));
        Add(bench, "stays", Noon + Duration.FromHours(2), Duration.FromHours(1));
        await bench.PullAsync();
        bench.Google.DeleteEvent(bench.Calendar(), gone.Id);
        bench.Google.Calendar(bench.Calendar()).Purge(gone.Id);
        bench.Google.ExpireSyncTokens(bench.Calendar());

        await bench.PullAsync();

        await using var db = bench.Product.Open();
        Assert.Equal(Noon + Duration.FromHours(2), Assert.Single(await db.RoomBlocks.ToListAsync(Token)).Start);
        Assert.Equal((booking.Version, BookingState.Booked), ((await bench.ReadAsync(booking)).Version, (await bench.ReadAsync(booking)).State));
        Assert.Empty(await bench.ConflictsAsync());
        bench.AssertStandingOurs(1);
    }

    [Theory]
    [InlineData(404, DeliveryProblem.DestinationMissing)]
    [InlineData(403, DeliveryProblem.Forbidden)]
    [InlineData(401, DeliveryProblem.CredentialsRefused)]
    [InlineData(500, DeliveryProblem.Busy)]
    public async Task An_error_is_never_taken_for_a_removal_and_is_told_with_its_cure(int status, DeliveryProblem problem)
    {
        await using var bench = await CalendarBench.StartAsync();
        await bench.BookAsync();
        await bench.DispatchAsync();
        Add(bench, "x", Noon, Duration.FromHours(1));
        await bench.PullAsync();
        bench.Google.Inject(Fault.Answer(new GoogleErrorException(status, "global", "x", "x"), times: 20));

        Assert.Null(await bench.PullAsync(compare: true));

        var overview = await bench.Product.Get<RoomCalendarStates>().ListAsync(Product.Coordinator, Token);
        Assert.Equal(problem, overview.Rooms[0].Problem);
        Assert.Equal(ServiceAccount.Email, overview.ShareWith);
        Assert.NotEmpty(RoomCalendarStates.Cure(problem, System.Globalization.CultureInfo.GetCultureInfo("mt")));
        await using var db = bench.Product.Open();
        Assert.Single(await db.RoomBlocks.ToListAsync(Token));
        Assert.Empty(await bench.ConflictsAsync());

        bench.Google.ClearFaults();
        await bench.PullAsync();
        Assert.Null((await bench.Product.Get<RoomCalendarStates>().ListAsync(Product.Coordinator, Token)).Rooms[0].Problem);
    }

    [Fact]
    public async Task Reconciling_delivers_what_never_went_and_reports_it()
    {
        await using var bench = await CalendarBench.StartAsync();
        await bench.BookAsync();
        await using (var db = bench.Product.Open())
        {
            await db.OutboxMessages.Where(message => message.Channel == OutboxChannel.RoomCalendar).ExecuteDeleteAsync(Token);
        }

        var states = bench.Product.Get<RoomCalendarStates>();
        var report = await states.ReconcileAsync(Product.Coordinator, bench.Seeded.Rooms[0].Id, Token);
        await bench.ConvergeAsync();
        var again = await states.ReconcileAsync(Product.Coordinator, bench.Seeded.Rooms[0].Id, Token);

        Assert.Equal(1, report.Value!.Missing);
        Assert.True(again.Value!.IsClean);
        bench.AssertOnce(Ten);
    }

    [Fact]
    public async Task A_look_at_all_rooms_is_made_by_one_server_and_compares_once_a_night()
    {
        await using var bench = await CalendarBench.StartAsync();
        var sync = bench.Product.Get<RoomCalendarSync>();
        await sync.LookAsync(Token);
        await sync.LookAsync(Token);

        var lists = bench.Google.Requests.Where(request => request.Method == "GET").ToList();
        Assert.Equal((4, 4), (lists.Count(request => request.Query.Contains("timeMin", StringComparison.Ordinal)), lists.Count(request => request.Query.Contains("syncToken", StringComparison.Ordinal))));
        var zone = DateTimeZoneProviders.Tzdb["Europe/Malta"];
        Assert.False(RoomCalendarSync.IsDue(Product.At(2026, 11, 24, 3), zone, Product.At(2026, 11, 25, 1)));
        Assert.True(RoomCalendarSync.IsDue(Product.At(2026, 11, 24, 3), zone, Product.At(2026, 11, 25, 2, 1)));
    }

    private static FakeEvent Add(CalendarBench bench, string title, Instant start, Duration length, bool free = false) =>
        bench.Google.AddForeignEvent(bench.Calendar(), title, start.ToDateTimeOffset(), (start + length).ToDateTimeOffset(), free);

    private static void MoveInGoogle(CalendarBench bench, Instant start) => bench.Google.MoveEvent(
        bench.Calendar(), bench.Google.Events(bench.Calendar())[0].Id, start.ToDateTimeOffset(), (start + Duration.FromMinutes(50)).ToDateTimeOffset());

    private static string RawData(CalendarBench bench) => string.Concat(
        LiveFiles.Read(Path.Combine(bench.Product.Folder, "data"), path => path.Contains(".db", StringComparison.Ordinal)).Select(file => System.Text.Encoding.Latin1.GetString(file.Bytes)));
}
