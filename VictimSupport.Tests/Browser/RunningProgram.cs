using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using VictimSupport.Blazor.Hosting;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Demo;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Security;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Browser;

/// <summary>Tests with a browser share one running program and take turns with it.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<RunningProgram>
{
    public const string Name = "Browser";
}

/// <summary>
/// The real program on Kestrel with an invented organisation in a database of its own, a fake Google and a mail server connected by its settings,
/// and Chromium in front of it.
/// </summary>
public sealed class RunningProgram : IAsyncLifetime
{
    /// <summary>Author of what tests prepare behind the screens.</summary>
    internal static readonly Actor Author = new(new Guid("0d3a0000-0000-4000-8000-0000000000bb"), "Tests", Role.Coordinator | Role.TeamManager);

    private readonly TemporaryFolder _folder = new("browser");
    private readonly ChromiumBrowser _chromium = new();
    private readonly ConcurrentDictionary<Role, (string State, DateTimeOffset Since)> _sessions = new();
    private Host _host = null!;

    public FakeGoogleServer Google { get; private set; } = null!;

    public SmtpServer Mail { get; } = new();

    public string Address { get; private set; } = "";

    public IServiceProvider Services => _host.Services;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Where the program keeps its databases, keys and anchors.</summary>
    public string Folder => _folder.Path;

    internal CapturedLog Log { get; } = new();

    internal ProgramClock Clock { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Google = await FakeGoogleServer.StartAsync();
        Google.KnowsEveryCalendar = true;
        await Mail.InitializeAsync();
        await _chromium.InitializeAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        _host = new Host(Settings(), Clock, Log);
        _host.UseKestrel(0);
        _host.StartServer();
        Address = _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Get<DemoOrganisation>().FillAsync(new DemoSize(Cases: 24, SessionsAWeek: 14, WeeksBefore: 1, WeeksAhead: 1), null, TestContext.Current.CancellationToken);
        // The tests book weeks ahead of any day of the year: no holiday may lie there.
        await using var db = await Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await db.Set<ClosedDay>().ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db.Set<OrganisationSettings>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Stamp, row => row.Stamp + 1), TestContext.Current.CancellationToken);
    }

    /// <summary>A window of somebody who has not signed in.</summary>
    public Task<IPage> OpenAsync(int width = 1440, int height = 900, string locale = "en-GB") => _chromium.OpenAsync(Address, width, height, locale);

    /// <summary>A window of somebody signed in with this role, at a page of the staff's.</summary>
    public async Task<IPage> OpenAsync(Role role, string path = "/", int width = 1440, int height = 900, string locale = "en-GB")
    {
        var context = await _chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = locale,
            TimezoneId = "Europe/Malta",
            ReducedMotion = ReducedMotion.Reduce,
            StorageState = await SessionAsync(role),
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await Assertions.Expect(page.Locator(".frame h1")).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Opens the cases that were made on the screen, as after an intake; the intake has tests of its own.</summary>
    public async Task OpenCasesAsync()
    {
        await using var db = await Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await OpenedCases.OpenAllAsync(db, TestContext.Current.CancellationToken);
    }

    /// <summary>The case with this number, as the screens show it.</summary>
    public async Task<CaseRow> CaseAsync(int number)
    {
        var page = await Get<CaseFiles>().ListAsync(Author, new CaseQuery($"{number:0000}", null, Take: 100), CancellationToken.None);
        return page.Rows.Single(row => row.Reference.EndsWith($"-{number:0000}", StringComparison.Ordinal));
    }

    /// <summary>Waits for a message to an address that says all of these.</summary>
    public async Task<ReceivedMail> MailToAsync(string address, params string[] words)
    {
        IEnumerable<ReceivedMail> Received() => Mail.Received.Where(mail => mail.Envelope.To!.Contains(address));
        try
        {
            var found = await Eventually.GetAsync(
                () => Task.FromResult(Received().FirstOrDefault(mail => words.All(word => $"{mail.Message.Subject}\n{mail.Message.TextBody}".Contains(word, StringComparison.Ordinal)))),
                $"a message to {address} with {string.Join(", ", words)}", TestContext.Current.CancellationToken);
            await QuietAsync();
            return found;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}; it got: {string.Join(" | ", Received().Select(mail => $"{mail.Message.Subject}: {mail.Message.TextBody}"))}", late);
        }
    }

    /// <summary>Waits until nothing is on its way: a change of a case whose message is being sent at that moment is refused.</summary>
    public Task QuietAsync() => Eventually.TrueAsync(
        async () =>
        {
            await using var db = await Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
            return !await db.Set<OutboxMessage>().AnyAsync(message => message.State == OutboxState.Waiting || message.State == OutboxState.Sending, TestContext.Current.CancellationToken);
        },
        "nothing on its way", TestContext.Current.CancellationToken);

    /// <summary>Waits until an event stands in the calendar of a room at a time.</summary>
    public async Task<FakeEvent> EventAsync(string room, DateTimeOffset start)
    {
        var found = await Eventually.GetAsync(
            () => Task.FromResult(Google.Events(CalendarId(room)).FirstOrDefault(held => held.Start == start)),
            $"an event in room {room} at {start:u}", TestContext.Current.CancellationToken);
        await QuietAsync();
        return found;
    }

    /// <summary>Waits until no event stands in the calendar of a room at a time.</summary>
    public Task NoEventAsync(string room, DateTimeOffset start) => Eventually.TrueAsync(
        () => Task.FromResult(Google.Events(CalendarId(room)).All(held => held.Start != start)),
        $"no event in room {room} at {start:u}", TestContext.Current.CancellationToken);

    public static string CalendarId(string room) => $"room-{room.ToLowerInvariant()}@calendar.demo.example";

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await Mail.DisposeAsync();
        await Google.DisposeAsync();
        _folder.Dispose();
    }

    // A sign-in lives for a quarter of an hour unused.
    private async Task<string> SessionAsync(Role role)
    {
        if (!_sessions.TryGetValue(role, out var session) || Clock.GetUtcNow() - session.Since > TimeSpan.FromMinutes(5))
        {
            var page = await OpenAsync();
            await new Pages.SignInScreen(page).SignInAsync(role);
            session = (await page.Context.StorageStateAsync(), Clock.GetUtcNow());
            await page.Context.CloseAsync();
            _sessions[role] = session;
        }

        return session.State;
    }

    private Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Database:Directory"] = _folder.File("data"),
            ["Keys:File"] = _folder.File("keys", "victimsupport.key"),
            ["Audit:VerificationKeyFile"] = _folder.File("keys", "audit-verification.key"),
            ["Audit:AnchorFile"] = _folder.File("keys", "audit-anchors.txt"),
            ["Google:ServiceAccountKeyFile"] = Google.WriteKeyFile(_folder.File("google.json")),
            ["Google:BaseUri"] = Google.CalendarAddress.ToString(),
            ["Google:PollSeconds"] = "5",
            ["Mail:Host"] = "localhost",
            ["Mail:Port"] = $"{Mail.StartTlsPort}",
            ["Mail:TrustedCertificateFile"] = Mail.CertificateFile,
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft"] = "Information",
            ["Logging:LogLevel:VictimSupport"] = "Trace",
        };
        foreach (var room in "abcd")
        {
            settings[$"Mail:Accounts:room-{room}@demo.example:UserName"] = SmtpServer.UserName;
            settings[$"Mail:Accounts:room-{room}@demo.example:Password"] = SmtpServer.Password;
        }

        return settings;
    }

    private sealed class Host(Dictionary<string, string?> settings, TimeProvider time, ILoggerProvider log) : WebApplicationFactory<WebOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton(time)));
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(log));
        }
    }
}
