using System.Globalization;
using System.Text.Json.Nodes;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>An event as the fake holds it: the document that was sent, with what Google adds.</summary>
public sealed class FakeEvent(string id, JsonObject body)
{
    public string Id { get; } = id;

    public JsonObject Body { get; set; } = body;

    /// <summary>Place in the calendar's order of changes; a sync token remembers such a place.</summary>
    public long Change { get; set; }

    public string ETag => (string?)Body["etag"] ?? "";

    public string Status => (string?)Body["status"] ?? "";

    public bool Cancelled => Status == "cancelled";

    public string? Summary => (string?)Body["summary"];

    public bool Series => Body["recurrence"] is not null;

    public bool Occurrence => Body["recurringEventId"] is not null;

    public DateTimeOffset Start => Instant(Body["start"]);

    public DateTimeOffset End => Instant(Body["end"]);

    public string? PrivateProperty(string name) => (string?)Body["extendedProperties"]?["private"]?[name];

    /// <summary>The instant of a start or an end; a date counts from midnight in the calendar's zone.</summary>
    public static DateTimeOffset Instant(JsonNode? node)
    {
        var text = (string?)node?["dateTime"];
        var zone = TimeZoneInfo.FindSystemTimeZoneById((string?)node?["timeZone"] ?? FakeCalendar.TimeZone);
        if (text is null)
        {
            var day = DateTime.ParseExact((string?)node?["date"] ?? "0001-01-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
            return new(day, zone.GetUtcOffset(day));
        }

        if (HasOffset(text))
        {
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        }

        var local = DateTime.Parse(text, CultureInfo.InvariantCulture);
        return new(local, zone.GetUtcOffset(local));
    }

    public static bool HasOffset(string dateTime) =>
        dateTime.EndsWith('Z') || (dateTime.Length > 6 && dateTime[^6] is '+' or '-' && dateTime[^3] == ':');

    /// <summary>What a list says of the event; Google promises only these two members for a removed one.</summary>
    public JsonObject Listed() =>
        Cancelled ? new JsonObject { ["id"] = Id, ["status"] = "cancelled" } : (JsonObject)Body.DeepClone();
}
