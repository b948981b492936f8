using Microsoft.Playwright;
using VictimSupport.Core.Security;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

/// <summary>A risk review, as one of the three sees it.</summary>
internal sealed class ReviewScreen(IPage page)
{
    public IPage Page => page;

    /// <summary>Opens the review of a case from the list of reviews.</summary>
    public static async Task<ReviewScreen> OpenAsync(RunningProgram program, Role role, string reference, int width = 1440)
    {
        var page = await program.OpenAsync(role, "/reviews", width);
        await page.GetByTestId("reviews").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = reference }).ClickAsync();
        await Expect(page.GetByTestId("review-known")).ToBeVisibleAsync();
        return new ReviewScreen(page);
    }

    /// <summary>Gives an opinion in the reader's own seat.</summary>
    public async Task GiveAsync(string decision, string condition, string reasons)
    {
        var form = page.GetByTestId("my-opinion");
        await form.Locator("label.quick-choice", new LocatorLocatorOptions { HasTextString = decision }).First.ClickAsync();
        await form.GetByLabel(condition).CheckAsync();
        await form.Locator("textarea").FillAsync(reasons);
        await form.Locator("button[type=submit]").ClickAsync();
        await Expect(form.Locator("textarea")).ToBeHiddenAsync();
    }

    /// <summary>Records the decision as it is proposed from the opinions.</summary>
    public async Task DecideAsync(string reasons)
    {
        await page.ReloadAsync();
        var form = page.GetByTestId("record-decision");
        await form.Locator("textarea").Nth(1).FillAsync(reasons);
        await form.Locator("button[type=submit]").ClickAsync();
        await Expect(page.GetByTestId("review-decision")).ToBeVisibleAsync();
    }
}
