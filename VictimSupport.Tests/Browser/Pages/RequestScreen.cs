using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

/// <summary>Entering a request on the telephone and deciding it, by keyboard.</summary>
internal sealed class RequestScreen(IPage page)
{
    /// <summary>Enters a request at the page for new ones; its own page is then shown.</summary>
    public async Task EnterByTelephoneAsync(string said, string name, string telephone)
    {
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Telephone" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("1");
        foreach (var text in new[] { said, name, telephone })
        {
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(text);
        }

        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".frame h1")).ToContainTextAsync("RQ-");
    }

    /// <summary>Decides the request shown to be an intake, and goes to the case that comes of it.</summary>
    public async Task DecideIntakeAsync()
    {
        await page.GetByRole(AriaRole.Radio, new() { Name = "Intake booked" }).FocusAsync();
        await page.Keyboard.PressAsync("1");
        await Expect(page.GetByTestId("procedure")).ToContainTextAsync("Agree day, hour and way of meeting");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "To the case" }).ClickAsync();
        await Expect(page.Locator(".frame h1")).ToContainTextAsync("VS-");
    }
}
