using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using VictimSupport.Blazor.Hosting;
using VictimSupport.Core.Data;

namespace VictimSupport.Tests.Hosting;

/// <summary>Whose word about a visitor's address is taken, over real HTTP: this test is the proxy or the stranger.</summary>
public sealed class KnownProxiesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", null, "203.0.113.7", "203.0.113.7 https")]
    [InlineData("10.9.9.9, 127.0.0.0/8", null, "203.0.113.7", "203.0.113.7 https")]
    [InlineData(null, "https://staff.example.org/", "203.0.113.7", "203.0.113.7 https")]
    [InlineData("127.0.0.1", null, "6.6.6.6, 203.0.113.7", "203.0.113.7 https")]
    [InlineData("127.0.0.1, 10.0.0.5", null, "6.6.6.6, 203.0.113.7, 10.0.0.5", "203.0.113.7 https")]
    [InlineData("127.0.0.1", null, "2001:db8::7", "2001:db8::7 https")]
    [InlineData("10.9.9.9", null, "203.0.113.7", "127.0.0.1 http")]
    [InlineData("10.9.9.9", "https://staff.example.org/", "203.0.113.7", "127.0.0.1 http")]
    [InlineData(null, null, "203.0.113.7", "127.0.0.1 http")]
    public async Task Only_a_known_proxy_says_who_the_visitor_is(string? known, string? publicAddress, string said, string taken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Web:KnownProxies"] = known, ["Web:PublicAddress"] = publicAddress });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddKnownProxies();
        await using var app = builder.Build();
        app.UseKnownProxies();
        app.MapGet("/", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}");
        await app.StartAsync(Token);

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.First());
        request.Headers.Add("X-Forwarded-For", said);
        // As the proxies wrote it: one scheme for each address.
        request.Headers.Add("X-Forwarded-Proto", string.Join(", ", said.Split(',').Select(_ => "https")));
        using var answer = await http.SendAsync(request, Token);

        Assert.Equal(taken, await answer.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("proxy.example.org")]
    [InlineData("10")]
    [InlineData("10.0.0.5, 10.0.0.0/40")]
    [InlineData("0.0.0.0/0")]
    public void A_wrong_setting_stops_the_program_with_its_name_and_the_cure(string value)
    {
        var wrong = Assert.Throws<SettingException>(() => KnownProxies.Parse(value, isBehindProxy: true));
        Assert.Equal("Web:KnownProxies", wrong.Setting);
        Assert.Contains("for example 10.0.0.5", wrong.Cure, StringComparison.Ordinal);
    }
}
