using Microsoft.Playwright;
using VictimSupport.Core.Demo;
using VictimSupport.Core.Security;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

internal sealed class SignInScreen(IPage page)
{
    public async Task SignInAsync(Role role)
    {
        await TryAsync(DemoOrganisation.Accounts.Single(account => account.Role == role).UserName, DemoOrganisation.Password);
        await Expect(page.Locator(".frame h1")).ToBeVisibleAsync();
    }

    public async Task TryAsync(string email, string password)
    {
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", password);
        await page.ClickAsync("button[type=submit].button");
    }
}
