using System.Diagnostics;
using System.Text.Json;
using MimeKit;

namespace VictimSupport.Tests.Fixtures;

/// <summary>
/// A real SMTP server (npm smtp-server) with STARTTLS, implicit TLS and AUTH that can be told to misbehave.
/// Recipients whose name begins with "bounce" are refused with 550, with "later" put off with 451.
/// </summary>
public sealed class SmtpServer : IAsyncLifetime
{
    public const string UserName = "room";
    public const string Password = "secret";

    private readonly TemporaryFolder folder = new("smtp");
    private readonly List<SmtpEvent> events = [];
    private readonly SemaphoreSlim changed = new(0);
    private Process? process;

    /// <summary>The name in the certificate; another one than localhost makes a server that is not who it says.</summary>
    public string CertificateHost { get; init; } = "localhost";

    public int StartTlsPort { get; private set; }

    public int TlsPort { get; private set; }

    /// <summary>The PEM file that a client must trust to accept this server.</summary>
    public string CertificateFile => folder.File("cert.pem");

    /// <summary>Everything that happened so far, oldest first.</summary>
    public IReadOnlyList<SmtpEvent> Events
    {
        get
        {
            lock (events)
            {
                return [.. events];
            }
        }
    }

    /// <summary>The messages that the server took, oldest first (also those whose sender was cut off before it learnt so).</summary>
    public IReadOnlyList<ReceivedMail> Received =>
        [.. Events.Where(e => e.Event == "message").Select(e => new ReceivedMail(e, MimeMessage.Load(e.File!)))];

    public async ValueTask InitializeAsync()
    {
        TestCertificate.Write(folder.Path, CertificateHost);
        var start = new ProcessStartInfo("node", [Repository.PathTo("VictimSupport.Tests", "Fixtures", "Smtp", "server.mjs"), folder.Path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SMTP_USER"] = UserName;
        start.Environment["SMTP_PASSWORD"] = Password;
        process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        var ready = await WaitForAsync(e => e.Event == "ready", CancellationToken.None);
        StartTlsPort = ready.StartTlsPort;
        TlsPort = ready.TlsPort;
    }

    /// <summary>
    /// ok, 421-connect, 454-auth, 535-auth, 421-mail, hang-mail, 451-rcpt, 550-rcpt, 451-data, 554-data, hang-data, cut-after-data, no-starttls.
    /// </summary>
    public async Task BehaveAsync(string mode, CancellationToken cancellation)
    {
        var before = Events.Count(e => e.Event == "mode");
        await process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { mode }).AsMemory(), cancellation);
        await process.StandardInput.FlushAsync(cancellation);
        await WaitUntilAsync(() => Events.Count(e => e.Event == "mode") > before, "mode " + mode, cancellation);
    }

    /// <summary>Waits until so many messages have come in (20 s at most) and returns them all.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> WaitForMailAsync(int count, CancellationToken cancellation)
    {
        await WaitUntilAsync(() => Events.Count(e => e.Event == "message") >= count, $"{count} messages", cancellation);
        return Received;
    }

    public async Task<SmtpEvent> WaitForAsync(Func<SmtpEvent, bool> which, CancellationToken cancellation)
    {
        await WaitUntilAsync(() => Events.Any(which), "an event of the mail server", cancellation);
        return Events.First(which);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        changed.Dispose();
        folder.Dispose();
    }

    private async Task WaitUntilAsync(Func<bool> condition, string what, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException($"The mail server did not see {what} within 20 s.", late);
            }
        }
    }

    private void Note(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        var happened = JsonSerializer.Deserialize<SmtpEvent>(line, JsonSerializerOptions.Web)!;
        lock (events)
        {
            events.Add(happened);
        }

        changed.Release();
    }
}

/// <summary>One thing that the server saw; At is in microseconds since 1970.</summary>
public sealed record SmtpEvent(
    string Event, string? Session, long At, bool Secure, string? User, string? From, IReadOnlyList<string>? To, string? File, string? Hello, string? Mode,
    int StartTlsPort, int TlsPort);

/// <summary>A message with the envelope it came in.</summary>
public sealed record ReceivedMail(SmtpEvent Envelope, MimeMessage Message);
