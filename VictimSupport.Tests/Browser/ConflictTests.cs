using VictimSupport.Tests.Browser.Pages;
using VictimSupport.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

[Collection(BrowserCollection.Name)]
public sealed class ConflictTests(RunningProgram program)
{
    [Fact]
    public async Task A_session_moved_in_Google_waits_for_a_decision_on_the_screen_and_follows_it()
    {
        var row = await program.CaseAsync(17);
        var date = program.Clock.Today.PlusWeeks(4).PlusDays(1);
        var screen = await CalendarScreen.OpenAsync(program, date: date);
        await screen.BookSlotAsync("B", 10, row.Reference);
        var held = await program.EventAsync("B", ProgramClock.At(date, 10));
        program.Google.MoveEvent(RunningProgram.CalendarId("B"), held.Id, ProgramClock.At(date, 13), ProgramClock.At(date, 13, 50));

        var page = screen.Page;
        await page.GotoAsync("/calendars");
        var card = page.GetByTestId($"conflict-{row.Reference}");
        await Expect(card).ToBeVisibleAsync();
        await ChromiumBrowser.PictureAsync(page, "conflict-1440");
        await card.GetByTestId("conflict-accept").ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
        await program.MailToAsync("person017@mailbox.example", "13:00");

        await page.GotoAsync("/rooms");
        await screen.GoToAsync(date);
        Assert.Contains("13:00", await screen.Booking(row.Reference).GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }
}
