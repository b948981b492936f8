using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>
/// What a person or another process does with the fake: <c>GET /</c> shows all calendars, <c>GET /fake/events</c> gives
/// them as JSON, <c>POST /fake/events?calendar=…&amp;title=…&amp;start=…&amp;end=…</c> adds an event as a colleague would,
/// <c>POST /fake/move?calendar=…&amp;id=…&amp;start=…&amp;end=…</c> moves one,
/// <c>POST /fake/faults?kind=CutAfter&amp;times=3</c> makes the next requests fail.
/// </summary>
internal static class ByHand
{
    public static void Map(WebApplication web, FakeGoogleServer server)
    {
        web.MapGet("/", () => Results.Text(Describe(server), "text/plain; charset=utf-8"));
        web.MapGet("/fake/events", () => Results.Text(Json(server).ToJsonString(), "application/json"));
        web.MapPost("/fake/events", (string calendar, string title, DateTimeOffset start, DateTimeOffset end) =>
            Results.Text(server.AddForeignEvent(calendar, title, start, end).Id));
        web.MapPost("/fake/move", (string calendar, string id, DateTimeOffset start, DateTimeOffset end) =>
            Results.Text(server.MoveEvent(calendar, id, start, end).Id));
        web.MapPost("/fake/faults", (FaultKind kind, int? times) =>
        {
            server.Inject(Fault.Of(kind, times ?? 1));
            return Results.NoContent();
        });
        web.MapDelete("/fake/events", (string calendar, string id) =>
        {
            server.DeleteEvent(calendar, id);
            return Results.NoContent();
        });
    }

    private static string Describe(FakeGoogleServer server)
    {
        var text = new StringBuilder("Fake Google Calendar: everything here is in memory and invented.\n");
        foreach (var calendar in server.CalendarIds)
        {
            text.Append('\n').Append(calendar).Append('\n');
            foreach (var held in server.Events(calendar))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {held.Start:ddd dd MMM yyyy HH:mm}-{held.End:HH:mm}  {held.Summary}\n");
            }
        }

        return text.ToString();
    }

    private static JsonObject Json(FakeGoogleServer server) => new(server.CalendarIds.Select(calendar =>
        KeyValuePair.Create<string, JsonNode?>(calendar, new JsonArray([.. server.Events(calendar).Select(held => (JsonNode)held.Body.DeepClone())]))));
}
