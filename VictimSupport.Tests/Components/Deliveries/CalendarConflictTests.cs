using Bunit;
using NodaTime;
using VictimSupport.Blazor.Components.Staff.Deliveries;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.RoomCalendars;

namespace VictimSupport.Tests.Components.Deliveries;

/// <summary>What was changed in Google stands as a sentence with two buttons, and nothing happens before one is pressed.</summary>
public sealed class CalendarConflictTests
{
    private static readonly Instant Noon = Product.At(2026, 11, 25, 12);

    private static CancellationToken Token => CalendarBench.Token;

    [Fact]
    public async Task A_moved_event_is_followed_with_one_press_and_the_card_goes()
    {
        await using var screens = await CalendarScreens.StartAsync();
        var booking = await MovedAsync(screens);
        var list = await screens.ShowAsync<CalendarConflictList>(Product.Coordinator, withOrganisation: true);

        var card = list.Find($"[data-testid='conflict-{screens.Bench.Seeded.Cases[0].Reference}']");
        Assert.Contains("moved to", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("12:00–12:50", card.TextContent, StringComparison.Ordinal);
        await list.Find("[data-testid='conflict-accept']").ClickAsync(new());

        Assert.Empty(list.FindAll("article"));
        Assert.Equal(Noon, (await screens.Bench.ReadAsync(booking)).Start);
    }

    [Fact]
    public async Task Ours_is_kept_with_one_press()
    {
        await using var screens = await CalendarScreens.StartAsync();
        var booking = await MovedAsync(screens);
        var list = await screens.ShowAsync<CalendarConflictList>(Product.Coordinator, withOrganisation: true);

        await list.Find("[data-testid='conflict-restore']").ClickAsync(new());
        await screens.Bench.ConvergeAsync();

        Assert.Empty(list.FindAll("article"));
        Assert.Equal(CalendarBench.Ten, (await screens.Bench.ReadAsync(booking)).Start);
        screens.Bench.AssertOnce(CalendarBench.Ten);
    }

    [Fact]
    public async Task A_refusal_says_why_and_the_card_stays()
    {
        await using var screens = await CalendarScreens.StartAsync();
        await MovedAsync(screens, book: true);
        var list = await screens.ShowAsync<CalendarConflictList>(Product.Coordinator, withOrganisation: true);

        await list.Find("[data-testid='conflict-accept']").ClickAsync(new());

        Assert.Contains("The room is taken", list.Find("[role='alert']").TextContent, StringComparison.Ordinal);
        Assert.Single(list.FindAll("article"));
    }

    [Fact]
    public async Task To_cancel_a_session_is_asked_first_and_a_foreign_title_is_never_shown()
    {
        await using var screens = await CalendarScreens.StartAsync();
        var booking = await screens.Bench.BookAsync();
        await screens.Bench.DispatchAsync();
        screens.Bench.Google.AddForeignEvent(screens.Bench.Calendar(), "Canary-Title", CalendarBench.Ten.ToDateTimeOffset(), (CalendarBench.Ten + Duration.FromHours(1)).ToDateTimeOffset());
        await screens.Bench.PullAsync();
        var list = await screens.ShowAsync<CalendarConflictList>(Product.Coordinator, withOrganisation: true);
        Assert.DoesNotContain("Canary", list.Markup, StringComparison.Ordinal);

        await list.Find("[data-testid='conflict-accept']").ClickAsync(new());
        Assert.Equal(BookingState.Booked, (await screens.Bench.ReadAsync(booking)).State);
        await list.Find("[data-testid='conflict-confirm']").ClickAsync(new());

        Assert.Equal(BookingState.Cancelled, (await screens.Bench.ReadAsync(booking)).State);
        Assert.Empty(list.FindAll("article"));
    }

    private static async Task<Booking> MovedAsync(CalendarScreens screens, bool book = false)
    {
        var bench = screens.Bench;
        var booking = await bench.BookAsync();
        await bench.DispatchAsync();
        if (book)
        {
            Assert.True((await bench.Product.Get<Scheduler>().BookAsync(Product.Coordinator, new(bench.Seeded.Cases[1].Id, bench.Seeded.Slot(Noon, practitioner: 1)), Token)).IsDone);
        }

        bench.Google.MoveEvent(bench.Calendar(), bench.Google.Events(bench.Calendar())[0].Id, Noon.ToDateTimeOffset(), (Noon + Duration.FromMinutes(50)).ToDateTimeOffset());
        await bench.PullAsync();
        return booking;
    }
}
