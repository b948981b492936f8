using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace VictimSupport.Tests.Fixtures;

/// <summary>
/// exim4 as a full mail server for the domain vs.test: STARTTLS, AUTH, a spool, delivery to one Maildir.
/// Recipients "bounce" are refused with 550, "later" put off with 451.
/// </summary>
public sealed class EximServer : IAsyncLifetime
{
    public const string UserName = "room";
    public const string Password = "secret";

    private readonly TemporaryFolder folder = new("exim");
    private Process? process;

    public int Port { get; private set; }

    public string CertificateFile => folder.File("cert.pem");

    public async ValueTask InitializeAsync()
    {
        var program = Command.Find("/usr/sbin/exim4") ?? throw new InvalidOperationException("exim4 is not installed: run ./test.sh once.");
        // exim gives up root before it takes mail; started without root it stays who it is.
        var user = Environment.IsPrivilegedProcess ? "Debian-exim" : Environment.UserName;
        var group = Environment.IsPrivilegedProcess ? user : (await Command.RunAsync("id", "-gn")).Trim();
        TestCertificate.Write(folder.Path);
        foreach (var part in (string[])["spool", "log", "mail"])
        {
            Directory.CreateDirectory(folder.File(part));
        }

        Port = FreePort.Next();
        var configuration = await File.ReadAllTextAsync(Repository.PathTo("VictimSupport.Tests", "Fixtures", "exim.conf"));
        await File.WriteAllTextAsync(folder.File("exim.conf"), configuration
            .Replace("@DIR@", folder.Path, StringComparison.Ordinal)
            .Replace("@USER@", user, StringComparison.Ordinal)
            .Replace("@GROUP@", group, StringComparison.Ordinal)
            .Replace("@PORT@", $"{Port}", StringComparison.Ordinal)
            .Replace("@ACCOUNT@", UserName, StringComparison.Ordinal)
            .Replace("@PASSWORD@", Password, StringComparison.Ordinal));
        if (Environment.IsPrivilegedProcess)
        {
            await Command.RunAsync("chmod", "755", folder.Path);
            await Command.RunAsync("chown", "-R", user, folder.File("spool"), folder.File("log"), folder.File("mail"), folder.File("key.pem"), folder.File("cert.pem"));
        }

        process = Process.Start(new ProcessStartInfo(program, ["-C", folder.File("exim.conf"), "-bdf", "-q1m"]) { UseShellExecute = false, RedirectStandardError = true })
            ?? throw new InvalidOperationException("exim4 did not start.");
        await Eventually.TrueAsync(GreetsAsync, "exim4 greets on its port", CancellationToken.None);
    }

    /// <summary>Waits until the Maildir holds so many messages and returns them.</summary>
    public async Task<IReadOnlyList<MimeMessage>> WaitForMailAsync(int count, CancellationToken cancellation)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Files().Length >= count), $"{count} messages in the Maildir", cancellation);
        return [.. Files().Select(file => MimeMessage.Load(file, CancellationToken.None))];
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder.Dispose();
    }

    private string[] Files() => Directory.Exists(folder.File("mail", "new")) ? Directory.GetFiles(folder.File("mail", "new")) : [];

    private async Task<bool> GreetsAsync()
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException("exim4 stopped: " + await process.StandardError.ReadToEndAsync());
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            var greeting = new byte[3];
            await client.GetStream().ReadExactlyAsync(greeting);
            return Encoding.ASCII.GetString(greeting) == "220";
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
