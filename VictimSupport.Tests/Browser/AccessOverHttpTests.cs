using System.Net;
using System.Net.WebSockets;
using Microsoft.Playwright;
using VictimSupport.Core.Security;

namespace VictimSupport.Tests.Browser;

/// <summary>Guarantee 12 over HTTP: every role at every page, nobody without a sign-in, no page of another site.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AccessOverHttpTests(RunningProgram program)
{
    public static TheoryData<Role> RolesOfPeople => [.. Enumerable.Range(0, ProgramPage.Roles.Length).Select(index => (Role)(1 << index))];

    [Fact]
    public void Every_route_has_its_row() =>
        Assert.Equal(StaffPages.Declared, StaffPages.All.Select(page => page.Route).Concat(StaffPages.Open).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(RolesOfPeople))]
    public async Task Each_role_opens_its_own_pages_and_no_other(Role role)
    {
        var window = await program.OpenAsync(role);
        var wrong = new List<string>();
        foreach (var page in StaffPages.All)
        {
            await window.GotoAsync(await page.AddressAsync(program));
            var title = window.Locator(".frame h1");
            await Assertions.Expect(title).ToBeVisibleAsync();
            var isRefused = await title.InnerTextAsync() == "Your account may not do this";
            var isMeant = page.MayOpen.Contains(ProgramPage.Roles[(int)Math.Log2((int)role)], StringComparison.Ordinal);
            if (isRefused == isMeant)
            {
                wrong.Add($"{role} at {page.Route}: {(isRefused ? "refused" : "let in")}");
            }
        }

        await window.Context.CloseAsync();
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Without_a_sign_in_every_page_leads_to_it()
    {
        using var client = Client();
        foreach (var page in StaffPages.All)
        {
            using var answer = await client.GetAsync(new Uri(program.Address + await page.AddressAsync(program)), TestContext.Current.CancellationToken);
            Assert.Equal((page.Route, HttpStatusCode.Found), (page.Route, answer.StatusCode));
            Assert.StartsWith("/account/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_circuit_opens_for_a_signed_in_page_of_ours_and_for_no_other()
    {
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(await CookiesAsync(), program.Address));
        Assert.Equal(HttpStatusCode.Forbidden, await NegotiateAsync(await CookiesAsync(), "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await NegotiateAsync(await CookiesAsync(), "null"));
        Assert.NotEqual(HttpStatusCode.OK, await NegotiateAsync("", program.Address));

        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        socket.Options.SetRequestHeader("Cookie", await CookiesAsync());
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(program.Address.Replace("http://", "ws://", StringComparison.Ordinal) + "/_blazor"), TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    private static HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    private async Task<string> CookiesAsync()
    {
        var window = await program.OpenAsync(Role.Coordinator);
        var cookies = await window.Context.CookiesAsync();
        await window.Context.CloseAsync();
        return string.Join("; ", cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"));
    }

    private async Task<HttpStatusCode> NegotiateAsync(string cookies, string origin)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, program.Address + "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        if (cookies.Length > 0)
        {
            request.Headers.Add("Cookie", cookies);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
