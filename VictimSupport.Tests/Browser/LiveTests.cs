using Microsoft.Playwright;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

[Collection(BrowserCollection.Name)]
public sealed class LiveTests(RunningProgram program)
{
    [Fact]
    public async Task Two_people_see_each_other_book_and_cancel_and_one_time_is_given_once()
    {
        var date = program.Clock.Today.PlusWeeks(3).PlusDays(1);
        var first = await program.CaseAsync(12);
        var second = await program.CaseAsync(13);
        var coordinator = await CalendarScreen.OpenAsync(program, date: date);
        var manager = await CalendarScreen.OpenAsync(program, Role.TeamManager, date);
        var supervisor = await CalendarScreen.OpenAsync(program, Role.Supervisor, date);

        // Both have the same slot open; the manager is quicker.
        await coordinator.ClickSlotAsync("A", 14);
        await coordinator.ChooseCaseAsync(first.Reference);
        await manager.BookSlotAsync("A", 14, second.Reference);
        await Expect(coordinator.Booking(second.Reference)).ToBeVisibleAsync();
        await Expect(supervisor.Booking(second.Reference)).ToBeVisibleAsync();

        await coordinator.Page.GetByTestId("book").ClickAsync();
        await Expect(coordinator.Page.Locator(".fault").First).ToContainTextAsync("taken");
        var free = coordinator.Page.Locator("[data-testid^='near-'], .calendar-bar button:has-text('·')");
        await Expect(free.First).ToBeVisibleAsync();
        await free.First.ClickAsync();
        await coordinator.Page.GetByTestId("book").ClickAsync();
        await Expect(coordinator.Page.GetByTestId("book")).ToBeHiddenAsync();
        await Expect(manager.Booking(first.Reference)).ToBeVisibleAsync();

        await program.QuietAsync();
        await manager.CancelAsync(second.Reference);
        await Expect(coordinator.Booking(second.Reference)).ToBeHiddenAsync();
        await Expect(supervisor.Booking(second.Reference)).ToBeHiddenAsync();
        await coordinator.Page.Context.CloseAsync();
        await manager.Page.Context.CloseAsync();
        await supervisor.Page.Context.CloseAsync();
    }
}
