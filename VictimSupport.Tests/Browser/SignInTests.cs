using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

[Collection(BrowserCollection.Name)]
public sealed class SignInTests(RunningProgram program)
{
    [Fact]
    public async Task A_wrong_password_is_refused_in_words_and_the_right_one_lets_in_and_out_again()
    {
        var page = await program.OpenAsync();
        await page.GotoAsync("/rooms");
        await Expect(page).ToHaveURLAsync(At("/account/sign-in"));
        var signIn = new SignInScreen(page);

        await signIn.TryAsync("coordinator@demo.example", "not the password at all");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.DoesNotContain("not the password", await page.ContentAsync(), StringComparison.Ordinal);

        await signIn.SignInAsync(Role.Coordinator);
        await page.Locator("details.user summary").ClickAsync();
        await page.Locator("button[form=sign-out-form]").ClickAsync();
        await Expect(page).ToHaveURLAsync(At("/account/signed-out"));
        await page.GotoAsync("/rooms");
        await Expect(page).ToHaveURLAsync(At("/account/sign-in"));
    }

    private static Regex At(string path) => new(path, RegexOptions.None, TimeSpan.FromSeconds(1));
}
