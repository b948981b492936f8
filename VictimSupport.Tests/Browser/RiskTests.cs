using Microsoft.Playwright;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

[Collection(BrowserCollection.Name)]
public sealed class RiskTests(RunningProgram program)
{
    [Fact]
    public async Task A_high_risk_holds_the_session_until_the_three_in_three_browsers_have_cleared_it_and_a_new_concern_holds_it_again()
    {
        var date = program.Clock.Today.PlusWeeks(5);
        var row = await program.CaseAsync(19);
        var coordinator = await CalendarScreen.OpenAsync(program, date: date);
        await coordinator.BookSlotAsync("D", 15, row.Reference);
        await program.MailToAsync("person019@mailbox.example", "https://doxy.me/demo-room-d");

        await ScreenAsync($"/cases/{row.Id}?part=risk", "A weapon there");
        await Expect(coordinator.Booking(row.Reference)).ToContainTextAsync("▲");
        var told = await program.MailToAsync("person019@mailbox.example", "not confirmed");
        Assert.DoesNotContain("doxy.me", told.Message.ToString(), StringComparison.Ordinal);
        await coordinator.ClickSlotAsync("C", 16);
        await coordinator.ChooseCaseAsync(row.Reference);
        await Expect(coordinator.Page.GetByTestId("gate")).ToContainTextAsync("risk review of this case is open");
        await coordinator.Page.Keyboard.PressAsync("Escape");

        // The Director on a telephone.
        var director = await ReviewScreen.OpenAsync(program, Role.Director, row.Reference, width: 390);
        var supervisor = await ReviewScreen.OpenAsync(program, Role.Supervisor, row.Reference);
        var manager = await ReviewScreen.OpenAsync(program, Role.TeamManager, row.Reference);
        await director.GiveAsync("Online", "Confirm the place each time", "The weapon is with the police");
        await supervisor.GiveAsync("Online", "Confirm the place each time", "Agreed");
        await Expect(manager.Page.GetByTestId("review-opinions")).Not.ToContainTextAsync("The weapon is with the police");
        await manager.GiveAsync("Online", "Code word each time", "Agreed");
        await Expect(manager.Page.GetByTestId("review-opinions")).ToContainTextAsync("The weapon is with the police");
        await director.DecideAsync("As said by all three");
        await Expect(director.Page.GetByTestId("review-decision")).ToContainTextAsync("Code word each time");

        await Expect(coordinator.Booking(row.Reference)).Not.ToContainTextAsync("▲");
        await coordinator.ClickSlotAsync("C", 17);
        await coordinator.ChooseCaseAsync(row.Reference);
        await Expect(coordinator.Page.GetByTestId("gate")).ToContainTextAsync("Conditions: Confirm the place each time · Code word each time");

        var desk = await program.OpenAsync(Role.Coordinator, $"/cases/{row.Id}");
        await desk.GetByTestId("begin-concern").ClickAsync();
        await desk.GetByTestId("raise-concern").Locator("textarea").FillAsync("A man answered the telephone");
        await desk.GetByTestId("raise-concern").Locator("button[type=submit]").ClickAsync();
        await Expect(coordinator.Booking(row.Reference)).ToContainTextAsync("▲");

        foreach (var page in new[] { coordinator.Page, director.Page, supervisor.Page, manager.Page, desk })
        {
            await page.Context.CloseAsync();
        }
    }

    /// <summary>Answers every question as one would for a calm case, and one of them yes.</summary>
    private async Task ScreenAsync(string address, string yes)
    {
        var page = await program.OpenAsync(Role.TeamManager, address);
        await page.GetByTestId("begin-screening").ClickAsync();
        var form = page.GetByTestId("record-screening");
        var questions = form.Locator("fieldset.quick");
        await Expect(questions.First).ToBeVisibleAsync();
        for (var index = 0; index < await questions.CountAsync(); index++)
        {
            var question = await questions.Nth(index).Locator("legend").InnerTextAsync();
            var answer = question.StartsWith(yes, StringComparison.Ordinal) || question.StartsWith("Is there a place", StringComparison.Ordinal) ? 0 : 1;
            await questions.Nth(index).Locator(".quick-choice").Nth(answer).ClickAsync();
        }

        await Expect(page.GetByTestId("screening-result")).ToContainTextAsync("A review opens");
        await form.Locator("button[type=submit]").ClickAsync();
        await Expect(page.GetByTestId("risk-now")).ToContainTextAsync("A review is open");
        await page.Context.CloseAsync();
    }
}
