using Bunit;
using VictimSupport.Blazor.Components.Staff.Deliveries;
using VictimSupport.Core.RoomCalendars;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Components.Deliveries;

/// <summary>How each room stands with its Google calendar, what is wrong with its cure, and "Reconcile now".</summary>
public sealed class RoomCalendarsPageTests
{
    [Fact]
    public async Task Reconciling_says_what_was_found()
    {
        await using var screens = await CalendarScreens.StartAsync();
        await screens.Bench.BookAsync();
        await screens.Bench.DispatchAsync();
        screens.Bench.Google.RenameEvent(screens.Bench.Calendar(), screens.Bench.Google.Events(screens.Bench.Calendar())[0].Id, "Canary-Title");
        var page = await screens.ShowAsync<RoomCalendarsPage>(Product.Coordinator);
        Assert.Contains(ServiceAccount.Email, page.Markup, StringComparison.Ordinal);

        await page.Find("[data-testid='reconcile-A']").ClickAsync(new());
        Assert.Contains("Events changed by hand: 1", page.Find("[data-testid='drift-A']").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary-Title", page.Markup, StringComparison.Ordinal);

        await page.Find("[data-testid='reconcile-B']").ClickAsync(new());
        Assert.Contains("Both sides agreed", page.Find("[data-testid='drift-B']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calendar_that_is_not_shared_is_told_with_the_account_to_share_it_with()
    {
        await using var screens = await CalendarScreens.StartAsync();
        screens.Bench.Google.Inject(Fault.Answer(new GoogleErrorException(403, "global", "forbidden", "x"), times: 20));
        var page = await screens.ShowAsync<RoomCalendarsPage>(Product.Coordinator);

        await page.Find("[data-testid='reconcile-A']").ClickAsync(new());

        var room = page.Find("[data-testid='calendar-state-A']").TextContent;
        Assert.Contains("needs you", room, StringComparison.Ordinal);
        Assert.Contains("Share the calendar with:", room, StringComparison.Ordinal);
        Assert.Contains(ServiceAccount.Email, room, StringComparison.Ordinal);
        Assert.Contains("nothing was compared", room, StringComparison.Ordinal);
        Assert.Equal(1, await screens.Bench.Product.Get<RoomCalendarStates>().CountForPersonAsync(Product.Coordinator, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_manager_who_may_only_look_sees_no_buttons()
    {
        await using var screens = await CalendarScreens.StartAsync();
        var page = await screens.ShowAsync<RoomCalendarsPage>(Product.Coordinator with { Roles = Core.Security.Role.Director });
        Assert.Equal(4, page.FindAll("[data-testid^='calendar-state-']").Count);
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public async Task The_page_shows_by_itself_what_was_found_meanwhile()
    {
        await using var screens = await CalendarScreens.StartAsync();
        await screens.Bench.BookAsync();
        await screens.Bench.DispatchAsync();
        var page = await screens.ShowAsync<RoomCalendarsPage>(Product.Coordinator);
        Assert.Contains("Nothing to decide", page.Markup, StringComparison.Ordinal);

        screens.Bench.Google.DeleteEvent(screens.Bench.Calendar(), screens.Bench.Google.Events(screens.Bench.Calendar())[0].Id);
        await screens.Bench.PullAsync();
        screens.Bench.Product.Time.Advance(TimeSpan.FromSeconds(6));

        page.WaitForAssertion(() => Assert.Contains("the event was removed", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
    }
}
