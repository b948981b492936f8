using Microsoft.Playwright;

namespace VictimSupport.Tests.Fixtures;

/// <summary>The machine's own Chromium through Playwright: one browser for a class of tests, a context (its own cookies) for each person.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var program = Command.Find("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            ?? throw new InvalidOperationException("Chromium is not installed: run ./test.sh once.");
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            ],
        });
    }

    /// <summary>A new person at a new window of this size; motion is off so that nothing moves under a click or a picture.</summary>
    public async Task<IPage> OpenAsync(string baseAddress, int width = 1440, int height = 900, string locale = "en-GB")
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = baseAddress,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = locale,
            TimezoneId = "Europe/Malta",
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await context.NewPageAsync();
    }

    /// <summary>Writes screenshots/NAME.png at the top of the source tree (ignored by git) for people to look at.</summary>
    public static async Task<string> PictureAsync(IPage page, string name, bool wholePage = false)
    {
        var path = Repository.PathTo("screenshots", name + ".png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = wholePage, Animations = ScreenshotAnimations.Disabled });
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
