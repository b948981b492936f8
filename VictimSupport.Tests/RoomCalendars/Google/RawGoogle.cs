using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using VictimSupport.Tests.FakeGoogle;
using Base64Url = System.Buffers.Text.Base64Url;

namespace VictimSupport.Tests.RoomCalendars.Google;

/// <summary>A caller of the fake that shares no code with the product: plain HTTP and a grant signed by hand.</summary>
internal sealed class RawGoogle(FakeGoogleServer server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server.CalendarAddress };

    public const string Room = "room-a@group.calendar.google.com";

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HttpClient Http => _http;

    /// <summary>How long a request is waited for.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    public static async Task<(FakeGoogleServer Server, RawGoogle Raw)> StartAsync(TimeProvider? time = null)
    {
        var server = await FakeGoogleServer.StartAsync(time: time, cancellationToken: Ct);
        server.AddCalendar(Room);
        var raw = new RawGoogle(server);
        await raw.SignInAsync();
        return (server, raw);
    }

    public async Task SignInAsync()
    {
        var (status, answer) = await GrantAsync(Assertion());
        Assert.Equal(200, status);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)answer["access_token"]!);
    }

    public async Task<(int Status, JsonNode Answer)> GrantAsync(string assertion)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ["assertion"] = assertion,
        });
        using var response = await _http.PostAsync(server.TokenAddress, form, Ct);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!);
    }

    public string Assertion(string scope = "https://www.googleapis.com/auth/calendar", RSA? key = null, int minutes = 60)
    {
        var file = JsonNode.Parse(server.Account.KeyFile(server.TokenAddress))!;
        using var own = RSA.Create();
        own.ImportFromPem((string)file["private_key"]!);
        var now = server.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = (string)file["client_email"]!,
            ["scope"] = scope,
            ["aud"] = (string)file["token_uri"]!,
            ["iat"] = now,
            ["exp"] = now + (60 * minutes),
        };
        var signed = Part("""{"alg":"RS256","typ":"JWT"}""") + "." + Part(claims.ToJsonString());
        var signature = (key ?? own).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    public async Task<(int Status, JsonNode? Answer)> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, $"calendars/{Uri.EscapeDataString(Room)}/events{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        using var response = await _http.SendAsync(request, patience.Token);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public static JsonObject Body(string? id = null, string start = "2026-11-24T09:00:00+01:00", string end = "2026-11-24T09:50:00+01:00")
    {
        var body = new JsonObject
        {
            ["summary"] = "Session",
            ["start"] = new JsonObject { ["dateTime"] = start },
            ["end"] = new JsonObject { ["dateTime"] = end },
        };
        if (id is not null)
        {
            body["id"] = id;
        }

        return body;
    }

    public void Dispose() => _http.Dispose();

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
