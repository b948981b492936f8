using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace VictimSupport.Tests.Fixtures;

/// <summary>The peers themselves: a test that stands on a broken peer proves nothing.</summary>
public sealed class FixturesTests(PostgresServer postgres)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSQL_gives_each_asker_an_empty_database_of_its_own()
    {
        var first = await postgres.CreateDatabaseAsync(Now);
        var second = await postgres.CreateDatabaseAsync(Now);
        Assert.NotEqual(first, second);
        await using var connection = new NpgsqlConnection(first);
        await connection.OpenAsync(Now);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'", connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Now));
    }

    [Fact]
    public async Task Chromium_opens_a_page_and_takes_its_picture()
    {
        var browser = new ChromiumBrowser();
        await browser.InitializeAsync();
        await using var closing = browser;
        var page = await browser.OpenAsync("http://localhost/");
        await page.SetContentAsync("<html lang='en'><title>Information</title><h1>Ħello</h1></html>");
        Assert.Equal("Ħello", await page.InnerTextAsync("h1"));
        Assert.NotEmpty(await page.ScreenshotAsync());
    }

    [Theory]
    [InlineData("ok", true)]
    [InlineData("no-starttls", false)]
    public async Task The_mail_server_offers_STARTTLS_unless_somebody_strips_it(string mode, bool offered)
    {
        var server = new SmtpServer();
        await server.InitializeAsync();
        await using var closing = server;
        await server.BehaveAsync(mode, Now);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.StartTlsPort, Now);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
        Assert.StartsWith("220", await reader.ReadLineAsync(Now), StringComparison.Ordinal);
        await writer.WriteLineAsync("EHLO test".AsMemory(), Now);
        List<string> features = [];
        string? line;
        do
        {
            line = await reader.ReadLineAsync(Now);
            features.Add(line ?? "");
        }
        while (line is not null && line.StartsWith("250-", StringComparison.Ordinal));

        Assert.Equal(offered, features.Any(f => f.EndsWith("STARTTLS", StringComparison.Ordinal)));
    }
}
