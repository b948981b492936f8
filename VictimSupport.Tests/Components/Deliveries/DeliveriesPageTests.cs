using Bunit;
using VictimSupport.Blazor.Components.Staff.Deliveries;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.RoomCalendars;

namespace VictimSupport.Tests.Components.Deliveries;

public sealed class DeliveriesPageTests
{
    [Fact]
    public async Task What_waits_says_why_and_goes_first_when_tried_again()
    {
        await using var screens = await CalendarScreens.StartAsync();
        await screens.Bench.BookAsync();
        screens.Bench.Google.Inject(Fault.Answer(new GoogleErrorException(403, "global", "forbidden", "x"), times: 20));
        await screens.Bench.DispatchAsync();
        var page = await screens.ShowAsync<DeliveriesPage>(Product.Coordinator);

        Assert.Contains("Share the calendar with the service account", page.Find("[data-testid='why']").TextContent, StringComparison.Ordinal);
        screens.Bench.Google.ClearFaults();
        await page.Find("[data-testid='try-again']").ClickAsync(new());
        await screens.Bench.DispatchAsync();
        screens.Bench.Product.Time.Advance(TimeSpan.FromSeconds(6));

        page.WaitForAssertion(() => Assert.Contains("Nothing here", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        await page.Find("[data-testid='tab-Sent']").ClickAsync(new());
        Assert.Contains("Calendar: event", page.Markup, StringComparison.Ordinal);
        screens.Bench.AssertOnce(CalendarBench.Ten);
    }

    [Fact]
    public async Task A_room_is_shown_alone()
    {
        await using var screens = await CalendarScreens.StartAsync();
        await screens.Bench.BookAsync();
        await screens.Bench.DispatchAsync();
        var page = await screens.ShowAsync<DeliveriesPage>(Product.Coordinator);
        await page.Find("[data-testid='tab-Sent']").ClickAsync(new());
        Assert.NotEmpty(page.FindAll("tbody tr"));

        var room = page.Find("select");
        var other = page.FindAll("select option").Single(option => option.TextContent.StartsWith('B')).GetAttribute("value")!;
        room.Change(other);
        Assert.Empty(page.FindAll("tbody tr"));
    }
}
