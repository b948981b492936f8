using Microsoft.Playwright;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

/// <summary>The day's work beside the calendar: telephone scripts, keys, languages, settings.</summary>
[Collection(BrowserCollection.Name)]
public sealed class StaffTests(RunningProgram program)
{
    [Fact]
    public async Task Without_a_safe_address_nothing_is_mailed_and_a_telephone_script_says_what_to_say()
    {
        var client = new TypedClient("Tilda Example", "not.safe@mailbox.example", "+44 7700 900762", "The dentist", "", "", "green hat", "red hat", EmailIsSafe: false);
        var page = await program.OpenAsync(Role.Coordinator);
        var reference = await new CaseScreen(page).CreateAsync(client, "Teodor");
        await program.OpenCasesAsync();
        await page.GotoAsync("/rooms");
        var calendar = new CalendarScreen(page, program.Clock.Today);
        var date = program.Clock.Today.PlusWeeks(3).PlusDays(2);
        await calendar.GoToAsync(date);
        await calendar.BookSlotAsync("D", 16, reference);
        await program.EventAsync("D", ProgramClock.At(date, 16));
        await program.MailToAsync("practitioner29@demo.example", reference);

        await page.GotoAsync("/deliveries");
        await page.GetByTestId("tab-ByTelephone").ClickAsync();
        var all = page.GetByRole(AriaRole.Button, new() { Name = "Show all" });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "By telephone" })).ToBeVisibleAsync();
        if (await all.CountAsync() > 0)
        {
            await all.ClickAsync();
        }

        var line = page.Locator("li", new() { HasText = reference });
        await line.GetByRole(AriaRole.Button, new() { Name = "Open script" }).ClickAsync();
        await Expect(line).ToContainTextAsync("7700 900762");
        await Expect(line).ToContainTextAsync("The dentist");
        await line.GetByRole(AriaRole.Button, new() { Name = "Client was told" }).ClickAsync();
        await Expect(line).ToHaveCountAsync(0);
        Assert.DoesNotContain(program.Mail.Received, mail => mail.Envelope.To!.Contains(client.Email));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_session_is_booked_without_a_mouse()
    {
        var row = await program.CaseAsync(15);
        var page = await program.OpenAsync(Role.Coordinator, "/rooms");
        await Expect(page.Locator(".calendar-stage[data-ready]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("b");
        await Expect(page.GetByTestId("book-case")).ToBeVisibleAsync();
        await TabToAsync(page, page.GetByTestId("book-case"));
        await page.Keyboard.TypeAsync(row.Reference);
        await new CalendarScreen(page, program.Clock.Today).CaseIsChosenAsync();
        await TabToAsync(page, page.Locator("[data-testid^='slot-'], .calendar-bar button:has-text('·')").First);
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, page.GetByTestId("book"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("book")).ToBeHiddenAsync();
        await program.MailToAsync("person015@mailbox.example", "Your appointment", "https://doxy.me/");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("pl-PL", "pl", "Pokoje")]
    [InlineData("mt-MT", "mt", "Kmamar")]
    public async Task The_language_changes_on_the_page_and_stays(string culture, string language, string rooms)
    {
        var page = await program.OpenAsync(Role.Coordinator, "/rooms");
        await page.Locator("details.user summary").ClickAsync();
        await page.Locator($"button[form=language-form][value={culture}]").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(page).ToHaveURLAsync(program.Address.TrimEnd('/') + "/rooms");
        await Expect(page.Locator(".frame-side")).ToContainTextAsync(rooms);
        await page.ReloadAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_changed_gap_between_sessions_is_kept_and_a_wrong_one_refused()
    {
        var page = await program.OpenAsync(Role.TeamManager, "/settings/organisation");
        var gap = page.GetByLabel("Gap after it, minutes");
        await gap.FillAsync("500");
        await page.Locator(".form-actions .button").ClickAsync();
        await Expect(page.Locator(".fault").First).ToBeVisibleAsync();
        await gap.FillAsync("15");
        await page.Locator(".form-actions .button").ClickAsync();
        await Expect(page.Locator(".mud-snackbar")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Gap after it, minutes")).ToHaveValueAsync("15");
        await page.GetByLabel("Gap after it, minutes").FillAsync("10");
        await page.Locator(".form-actions .button").ClickAsync();
        await Expect(page.Locator(".mud-snackbar")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        for (var presses = 0; presses < 60 && !await target.EvaluateAsync<bool>("element => element === document.activeElement"); presses++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(target).ToBeFocusedAsync();
    }
}
