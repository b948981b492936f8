using Microsoft.Playwright;
using VictimSupport.Tests.Browser.Pages;
using VictimSupport.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

[Collection(BrowserCollection.Name)]
public sealed class SeriesTests(RunningProgram program)
{
    [Fact]
    public async Task A_weekly_series_is_shown_before_it_is_booked_and_a_skipped_date_is_not_booked()
    {
        var row = await program.CaseAsync(16);
        var first = program.Clock.Today.PlusWeeks(3).PlusDays(4);
        var screen = await CalendarScreen.OpenAsync(program, date: first);
        var page = screen.Page;
        await screen.ClickSlotAsync("A", 10);
        await screen.ChooseCaseAsync(row.Reference);
        await page.GetByTestId("series-weeks").FillAsync("4");
        await page.GetByTestId("series-weeks").PressAsync("Tab");
        await page.GetByTestId("series-preview").ClickAsync();
        await Expect(page.GetByTestId("series-line-3")).ToBeVisibleAsync();
        await ChromiumBrowser.PictureAsync(page, "series-preview-1440");
        await page.GetByTestId("series-skip-1").ClickAsync();
        await Expect(page.GetByTestId("series-book")).ToContainTextAsync("3");
        await page.GetByTestId("series-book").ClickAsync();
        await Expect(page.GetByTestId("series-book")).ToBeHiddenAsync();

        await Expect(screen.Booking(row.Reference)).ToBeVisibleAsync();
        foreach (var week in new[] { 0, 2, 3 })
        {
            await program.EventAsync("A", ProgramClock.At(first.PlusWeeks(week), 10));
        }

        Assert.DoesNotContain(program.Google.Events(RunningProgram.CalendarId("A")), held => held.Start == ProgramClock.At(first.PlusWeeks(1), 10));
        await page.Context.CloseAsync();
    }
}
