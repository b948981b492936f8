using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Browser;

/// <summary>Every page at two sizes: no finding of axe for WCAG 2.2 AA, nothing wider than the window, a picture for people to look at.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EveryPageTests(RunningProgram program)
{
    private static readonly AxeRunOptions WcagAA = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] },
    };

    private readonly List<string> _findings = [];

    [Theory]
    [InlineData(1440, "en-GB")]
    [InlineData(390, "en-GB")]
    [InlineData(390, "pl-PL")]
    [InlineData(1440, "mt-MT")]
    public async Task Pages_of_the_staff_are_accessible_and_fit(int width, string locale)
    {
        // Longer words may break a page: the fullest ones in the other languages, all in English.
        foreach (var byViewer in StaffPages.All.Where(page => locale == "en-GB" || page.Name is "today" or "rooms" or "waiting" or "requests" or "request-new" or "request" or "case-new" or "organisation").GroupBy(page => page.Viewer))
        {
            var window = await program.OpenAsync(byViewer.Key, width: width, height: width == 390 ? 844 : 900, locale: locale);
            foreach (var page in byViewer)
            {
                await window.GotoAsync(await page.AddressAsync(program));
                await Assertions.Expect(window.Locator(".frame h1")).ToBeVisibleAsync();
                await LookAsync(window, page.Name, width, locale);
            }

            await window.Context.CloseAsync();
        }

        Assert.True(_findings.Count == 0, string.Join('\n', _findings));
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Pages_without_a_sign_in_are_accessible_and_fit(int width)
    {
        var window = await program.OpenAsync(width, 844);
        foreach (var route in StaffPages.Open)
        {
            await window.GotoAsync(route);
            await LookAsync(window, route[1..].Replace('/', '-'), width, "en-GB");
        }

        await window.Context.CloseAsync();
        window = await program.OpenAsync(Role.Coordinator, width: width, height: 844);
        await window.GotoAsync("/account/password");
        await LookAsync(window, "account-password-own", width, "en-GB");
        await window.Context.CloseAsync();
        Assert.True(_findings.Count == 0, string.Join('\n', _findings));
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Panels_menus_and_refusals_are_accessible_and_fit(int width)
    {
        var screen = await CalendarScreen.OpenAsync(program, width: width);
        await screen.Page.GetByTestId("calendar-week").ClickAsync();
        await LookAsync(screen.Page, "rooms-week", width, "en-GB");
        await screen.Page.GetByTestId("calendar-day").ClickAsync();
        await screen.Page.GetByTestId("calendar-book").ClickAsync();
        await screen.ChooseCaseAsync((await program.CaseAsync(1)).Reference);
        await LookAsync(screen.Page, "booking-panel", width, "en-GB");
        await screen.Page.Context.CloseAsync();

        var window = await program.OpenAsync(Role.Coordinator, "/cases/new", width, 844);
        await window.Locator(".form-actions .button").ClickAsync();
        await Assertions.Expect(window.Locator(".fault").First).ToBeVisibleAsync();
        await LookAsync(window, "case-new-refused", width, "en-GB");
        await window.Locator("details.user summary").ClickAsync();
        await LookAsync(window, "user-menu", width, "en-GB");
        await window.Context.CloseAsync();
        Assert.True(_findings.Count == 0, string.Join('\n', _findings));
    }

    private async Task LookAsync(IPage window, string name, int width, string locale)
    {
        await SettledAsync(window);
        var found = await window.RunAxe(WcagAA);
        Assert.NotEmpty(found.Passes);
        _findings.AddRange(found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{name} {width} {locale}: {violation.Id} ({violation.Impact}) {node.Target} {node.Html}")));
        var tooWide = await window.EvaluateAsync<string?>("""
            () => {
              const over = element => element.scrollWidth > element.clientWidth + 1;
              const main = document.querySelector('main');
              return over(document.documentElement) || (main && over(main)) ? `${document.documentElement.scrollWidth}, main ${main?.scrollWidth} of ${main?.clientWidth}` : null;
            }
            """);
        if (tooWide is not null)
        {
            _findings.Add($"{name} {width} {locale}: wider than the window: {tooWide}");
        }

        await ChromiumBrowser.PictureAsync(window, $"{name}-{width}{(locale == "en-GB" ? "" : "-" + locale[..2])}");
    }

    /// <summary>The answers are there and nothing moves any more.</summary>
    private static async Task SettledAsync(IPage window)
    {
        await window.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await window.EvaluateAsync("() => Promise.all(document.getAnimations().filter(animation => animation.effect?.getComputedTiming().iterations !== Infinity).map(animation => animation.finished.catch(() => null)))");
        await window.EvaluateAsync("() => document.fonts.ready.then(() => null)");
    }
}
