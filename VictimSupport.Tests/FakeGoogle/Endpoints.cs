using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>The addresses of the fake: Google's own, and a plain page at the root for whoever looks with a browser.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication web, FakeGoogleServer server)
    {
        web.MapPost("/token", context => HandleAsync(context, server, Token));
        web.MapPost("/calendar/v3/calendars/{calendar}/events", context => ApiAsync(context, server, (calendar, _, body) =>
            Writable(calendar).Insert(body!).Body));
        web.MapGet("/calendar/v3/calendars/{calendar}/events", context => ApiAsync(context, server, (calendar, _, _) =>
            server.Listing.List(calendar, context.Request.Query)));
        web.MapGet("/calendar/v3/calendars/{calendar}/events/{id}", context => ApiAsync(context, server, (calendar, id, _) =>
            calendar.Get(id).Body));
        web.MapPut("/calendar/v3/calendars/{calendar}/events/{id}", context => ApiAsync(context, server, (calendar, id, body) =>
            Writable(calendar).Update(id, body!, IfMatch(context)).Body));
        web.MapPatch("/calendar/v3/calendars/{calendar}/events/{id}", context => ApiAsync(context, server, (calendar, id, body) =>
            Writable(calendar).Patch(id, body!, IfMatch(context)).Body));
        web.MapDelete("/calendar/v3/calendars/{calendar}/events/{id}", context => ApiAsync(context, server, (calendar, id, _) =>
        {
            Writable(calendar).Delete(id, IfMatch(context));
            return null;
        }));
        ByHand.Map(web, server);
    }

    private static FakeCalendar Writable(FakeCalendar calendar) =>
        calendar.Access == Access.Writer ? calendar : throw GoogleErrorException.ReadOnly();

    private static string? IfMatch(HttpContext context) => context.Request.Headers.IfMatch is [{ } value, ..] ? value : null;

    private static Answer Token(HttpContext context, FakeGoogleServer server, string body)
    {
        var form = body.Split('&')
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1)?.Replace('+', ' ') ?? ""), StringComparer.Ordinal);
        var (status, answer) = server.Account.Grant(form.GetValueOrDefault("grant_type"), form.GetValueOrDefault("assertion"), server.TokenAddress);
        return new(status, answer);
    }

    private static Task ApiAsync(HttpContext context, FakeGoogleServer server, Func<FakeCalendar, string, JsonObject?, JsonObject?> work) =>
        HandleAsync(context, server, (_, _, body) =>
        {
            if (!server.Account.Accepts(context.Request.Headers.Authorization))
            {
                throw GoogleErrorException.InvalidCredentials();
            }

            var calendar = server.Calendar(Uri.UnescapeDataString((string)context.Request.RouteValues["calendar"]!));
            var id = (string?)context.Request.RouteValues["id"] ?? "";
            var answer = work(calendar, id, Parse(context, body));
            return new(answer is null ? 204 : 200, answer);
        });

    private static JsonObject? Parse(HttpContext context, string body)
    {
        if (context.Request.Method is "GET" or "DELETE")
        {
            return null;
        }

        try
        {
            return (JsonObject?)JsonNode.Parse(body) ?? throw GoogleErrorException.Invalid("Parse Error");
        }
        catch (JsonException)
        {
            throw new GoogleErrorException(400, "global", "parseError", "Parse Error");
        }
    }

    private static async Task HandleAsync(HttpContext context, FakeGoogleServer server, Func<HttpContext, FakeGoogleServer, string, Answer> work)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var record = new RecordedRequest(
            context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", body, IfMatch(context), server.Time.GetUtcNow());
        server.Record(record);
        var fault = server.TakeFault(record);
        if (fault is not null && await StopsAsync(context, server, fault))
        {
            return;
        }

        Answer answer;
        try
        {
            answer = work(context, server, body);
        }
        catch (GoogleErrorException error)
        {
            answer = new(error.Status, error.ToJson());
        }

        if (fault is not null && await StopsAfterAsync(context, server, fault))
        {
            return;
        }

        record.Status = answer.Status;
        await WriteAsync(context, answer);
    }

    /// <summary>Whether the fault keeps the work from being done.</summary>
    private static async Task<bool> StopsAsync(HttpContext context, FakeGoogleServer server, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Error:
                await WriteErrorAsync(context, fault);
                return true;
            case FaultKind.Garbage:
                context.Response.StatusCode = 502;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body>Bad gateway</body></html>", context.RequestAborted);
                return true;
            case FaultKind.CutBefore:
                context.Abort();
                return true;
            case FaultKind.Hang:
                await HangAsync(context, server);
                return true;
            case FaultKind.Slow:
                await Task.Delay(fault.Delay, context.RequestAborted);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Whether the fault keeps the answer from being sent although the work is done.</summary>
    private static async Task<bool> StopsAfterAsync(HttpContext context, FakeGoogleServer server, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.CutAfter:
                context.Abort();
                return true;
            case FaultKind.HangAfter:
                await HangAsync(context, server);
                return true;
            case FaultKind.ErrorAfter:
                await WriteErrorAsync(context, fault);
                return true;
            default:
                return false;
        }
    }

    private static async Task HangAsync(HttpContext context, FakeGoogleServer server)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.Stopping);
        var gone = new TaskCompletionSource();
        await using var registration = either.Token.Register(gone.SetResult);
        await gone.Task;
        context.Abort();
    }

    private static Task WriteErrorAsync(HttpContext context, Fault fault)
    {
        var error = fault.Error ?? GoogleErrorException.Backend(500);
        if (fault.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, new(error.Status, error.ToJson()));
    }

    private static async Task WriteAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Body is null)
        {
            return;
        }

        context.Response.ContentType = "application/json; charset=UTF-8";
        if ((string?)answer.Body["etag"] is { } etag)
        {
            context.Response.Headers.ETag = etag;
        }

        await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
    }

    private sealed record Answer(int Status, JsonObject? Body);
}
