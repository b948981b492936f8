using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomCalendars;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomCalendars;

public sealed class RoomCalendarDeliveryTests
{
    private static readonly Instant Ten = CalendarBench.Ten;
    private static readonly Instant Noon = Product.At(2026, 11, 25, 12);

    public static TheoryData<string, string> Faults()
    {
        var data = new TheoryData<string, string>();
        string[] faults = ["401", "403-rate", "403", "404", "409", "410", "412", "429", "500", "503", "Hang", "HangAfter", "CutBefore", "CutAfter", "ErrorAfter", "Garbage"];
        foreach (var fault in faults)
        {
            foreach (var step in (string[])["book", "move", "room", "cancel"])
            {
                data.Add(fault, step);
            }
        }

        return data;
    }

    [Fact]
    public async Task A_booking_appears_moves_and_vanishes_and_stands_once_at_every_moment()
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        bench.AssertOnce(Ten);
        var held = bench.Google.Events(bench.Calendar())[0];
        Assert.Equal(("Session", "private"), (held.Summary, (string)held.Body["visibility"]!));
        Assert.Equal(booking.End, Instant.FromDateTimeOffset(held.End));

        booking = await bench.MoveAsync(booking, Noon);
        await bench.DispatchAsync();
        bench.AssertOnce(Noon);
        booking = await bench.MoveAsync(booking, Noon, room: 1);
        await bench.DispatchAsync();
        bench.AssertOnce(Noon, room: 1);
        booking = await bench.MoveAsync(booking, Ten);
        await bench.DispatchAsync();
        bench.AssertOnce(Ten);
        await bench.CancelAsync(booking);
        await bench.DispatchAsync();
        bench.AssertNone();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_Google_answers_the_event_ends_where_the_booking_is_and_never_twice(string fault, string step)
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        var booking = await bench.BookAsync();
        if (step != "book")
        {
            await bench.DispatchAsync();
        }

        bench.Google.Inject(MakeFault(fault));
        switch (step)
        {
            case "move":
                await bench.MoveAsync(booking, Noon);
                break;
            case "room":
                await bench.MoveAsync(booking, Noon, room: 1);
                break;
            case "cancel":
                await bench.CancelAsync(booking);
                break;
        }

        await bench.ConvergeAsync();

        Assert.DoesNotContain(await bench.MessagesAsync(), message => message.State == OutboxState.Failed);
        switch (step)
        {
            case "cancel":
                bench.AssertNone();
                break;
            case "book":
                bench.AssertOnce(Ten);
                break;
            default:
                bench.AssertOnce(Noon, step == "room" ? 1 : 0);
                break;
        }
    }

    [Fact]
    public async Task Revoked_credentials_leave_the_booking_waiting_with_the_reason_until_they_are_renewed()
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        bench.Google.Account.Revoke();
        await bench.BookAsync();
        await bench.DispatchAsync();
        var waiting = Assert.Single(await bench.MessagesAsync());
        Assert.Equal((OutboxState.Waiting, DeliveryProblem.CredentialsRefused), (waiting.State, waiting.Problem));

        bench.Google.Account.Restore();
        Assert.InRange(await bench.ConvergeAsync(), 1, 6);

        bench.AssertOnce(Ten);
    }

    [Fact]
    public async Task A_retry_after_is_honoured()
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        bench.Google.Inject(Fault.Answer(GoogleErrorException.RateLimit(429), retryAfterSeconds: 100));
        await bench.BookAsync();

        await bench.DispatchAsync();

        var waiting = Assert.Single(await bench.MessagesAsync());
        Assert.Equal(Duration.FromSeconds(100), waiting.DueAt - Instant.FromDateTimeOffset(bench.Product.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Delivering_again_after_a_crash_that_forgot_everything_adopts_the_event()
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        await bench.BookAsync();
        await bench.DispatchAsync();
        await using (var db = bench.Product.Open())
        {
            await db.CalendarCopies.ExecuteDeleteAsync(CalendarBench.Token);
            await db.OutboxMessages.Where(message => message.Channel == OutboxChannel.RoomCalendar).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, OutboxState.Waiting), CalendarBench.Token);
        }

        await bench.DispatchAsync();

        bench.AssertOnce(Ten);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_removed_in_Google_comes_back_when_the_booking_changes_by_a_new_id_where_Google_refuses_the_old(bool refuses)
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        bench.Google.DeleteEvent(bench.Calendar(), bench.Google.Events(bench.Calendar())[0].Id);
        bench.Google.Calendar(bench.Calendar()).RefusesToRevive = refuses;

        booking = await bench.MoveAsync(booking, Noon);
        await bench.ConvergeAsync();
        bench.AssertOnce(Noon);
        Assert.Equal(CalendarConflictKind.Removed, Assert.Single(await bench.ConflictsAsync()).Kind);
        await bench.CancelAsync(booking);
        await bench.ConvergeAsync();

        bench.AssertNone();
    }

    [Fact]
    public async Task Nothing_of_the_case_is_in_any_request_by_default()
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        await bench.MoveAsync(booking, Noon);
        await bench.DispatchAsync();

        var said = string.Join('\n', bench.Google.Requests.Where(request => request.Path != "/token").Select(request => request.Path + request.Query + request.Body));
        Assert.Contains("Session", said, StringComparison.Ordinal);
        foreach (var secret in (string[])["Canary", "canary", bench.Seeded.Cases[0].Reference, "Dana", "doxy", "attendees", "description", "7700"])
        {
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_Google_settings_events_are_files_under_the_rooms_letter()
    {
        await using var product = await Product.StartAsync();
        var seeded = await product.SeedAsync();
        var made = await product.Get<Core.Scheduling.Scheduler>().BookAsync(Product.Coordinator, new(seeded.Cases[0].Id, seeded.Slot(Ten)), CalendarBench.Token);
        await product.Get<OutboxDispatcher>().DispatchDueAsync(CalendarBench.Token);

        var file = Path.Combine(product.Folder, "data", "outgoing", "calendars", "A", made.Value!.Id.ToString("N") + ".ics");
        var text = await File.ReadAllTextAsync(file, CalendarBench.Token);
        Assert.Contains("SUMMARY:Session\r\nDTSTART:20261125T090000Z\r\nDTEND:20261125T095000Z", text, StringComparison.Ordinal);
        Assert.False((await product.Get<RoomCalendarStates>().ListAsync(Product.Coordinator, CalendarBench.Token)).IsGoogle);
    }

    private static Fault MakeFault(string name) => name switch
    {
        "401" => Fault.Answer(GoogleErrorException.InvalidCredentials(), 2),
        "403-rate" => Fault.Answer(GoogleErrorException.RateLimit(403), 2),
        "403" => Fault.Answer(GoogleErrorException.Forbidden()),
        "404" => Fault.Answer(GoogleErrorException.NotFound(), 2),
        "409" => Fault.Answer(GoogleErrorException.Duplicate()),
        "410" => Fault.Answer(GoogleErrorException.Deleted()),
        "412" => Fault.Answer(GoogleErrorException.ConditionNotMet()),
        "429" => Fault.Answer(GoogleErrorException.RateLimit(429), 2),
        "500" or "503" => Fault.Answer(GoogleErrorException.Backend(name == "500" ? 500 : 503), 2),
        _ => Fault.Of(Enum.Parse<FaultKind>(name)),
    };
}
