using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using VictimSupport.Tests.FakeGoogle;

namespace VictimSupport.Tests.RoomCalendars.Google;

/// <summary>The fake's token endpoint and the faults it can be told to show.</summary>
public sealed class FakeGoogleFaultTests
{
    [Fact]
    public async Task A_grant_needs_the_accounts_own_signature_a_calendar_scope_and_a_short_life()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        using var stranger = RSA.Create(2048);

        var (forged, answer) = await raw.GrantAsync(raw.Assertion(key: stranger));
        var (scope, _) = await raw.GrantAsync(raw.Assertion(scope: "https://www.googleapis.com/auth/drive"));
        var (life, _) = await raw.GrantAsync(raw.Assertion(minutes: 90));
        var (broken, _) = await raw.GrantAsync("no token");

        Assert.Equal((400, 400, 400, 400), (forged, scope, life, broken));
        Assert.Equal("invalid_grant", (string)answer["error"]!);
    }

    [Fact]
    public async Task A_token_expires_and_revoking_the_account_refuses_tokens_and_grants()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        var (server, raw) = await RawGoogle.StartAsync(time);
        await using var _ = server;
        using var __ = raw;

        var (before, _) = await raw.SendAsync(HttpMethod.Get, "");
        time.Advance(TimeSpan.FromHours(1));
        var (expired, _) = await raw.SendAsync(HttpMethod.Get, "");
        await raw.SignInAsync();
        var (renewed, _) = await raw.SendAsync(HttpMethod.Get, "");
        server.Account.Revoke();
        var (revoked, answer) = await raw.SendAsync(HttpMethod.Get, "");
        var (grant, _) = await raw.GrantAsync(raw.Assertion());

        Assert.Equal((200, 401, 200, 401, 400), (before, expired, renewed, revoked, grant));
        Assert.Equal("authError", (string)answer!["error"]!["errors"]![0]!["reason"]!);
    }

    [Fact]
    public async Task An_error_is_answered_as_often_as_told_with_its_retry_after()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        server.Inject(Fault.Answer(GoogleErrorException.RateLimit(429), times: 2, retryAfterSeconds: 7));

        using var first = await raw.Http.GetAsync($"calendars/{RawGoogle.Room}/events", RawGoogle.Ct);
        var (second, _) = await raw.SendAsync(HttpMethod.Get, "");
        var (third, _) = await raw.SendAsync(HttpMethod.Get, "");

        Assert.Equal((429, 429, 200), ((int)first.StatusCode, second, third));
        Assert.Equal(TimeSpan.FromSeconds(7), first.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore, 0)]
    [InlineData(FaultKind.CutAfter, 1)]
    public async Task A_cut_connection_leaves_the_write_undone_or_done(FaultKind kind, int written)
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        server.Inject(Fault.Of(kind));

        await Assert.ThrowsAsync<HttpRequestException>(() => raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345")));

        Assert.Equal(written, server.Events(RawGoogle.Room).Count);
    }

    [Theory]
    [InlineData(FaultKind.Hang, 0)]
    [InlineData(FaultKind.HangAfter, 1)]
    public async Task A_hanging_request_ends_only_when_the_caller_gives_up(FaultKind kind, int written)
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        raw.Patience = TimeSpan.FromMilliseconds(400);
        server.Inject(Fault.Of(kind));

        await Assert.ThrowsAsync<TaskCanceledException>(() => raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345")));

        Assert.Equal(written, server.Events(RawGoogle.Room).Count);
    }

    [Fact]
    public async Task Every_request_is_recorded_with_its_body()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        server.ForgetRequests();

        await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", 200), (request.Method, request.Status));
        Assert.Contains("abcde12345", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restarted_fake_honours_the_key_file_of_its_earlier_run()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".json");
        string before;
        await using (var first = await FakeGoogleServer.StartAsync(cancellationToken: RawGoogle.Ct))
        {
            using var raw = new RawGoogle(first);
            first.WriteKeyFile(path);
            before = first.Account.KeyFile(first.TokenAddress);
        }

        await using var second = await FakeGoogleServer.StartAsync(keyFile: path, cancellationToken: RawGoogle.Ct);
        var after = second.Account.KeyFile(second.TokenAddress);
        File.Delete(path);

        Assert.Equal(Key(before), Key(after));
        static string Key(string json) => (string)System.Text.Json.Nodes.JsonNode.Parse(json)!["private_key"]!;
    }
}
