using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>Who may do what with a calendar.</summary>
public enum Access
{
    Writer,
    Reader,
}

/// <summary>One calendar: its events, removed ones too, and the order in which they changed.</summary>
public sealed partial class FakeCalendar(string id, TimeProvider time)
{
    public const string TimeZone = "Europe/Malta";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeEvent> _events = new(StringComparer.Ordinal);
    private long _change;

    public string Id { get; } = id;

    public Access Access { get; set; } = Access.Writer;

    /// <summary>Some calendars were seen to refuse an update of a removed event with 403.</summary>
    public bool RefusesToRevive { get; set; }

    /// <summary>Part of each sync token; a new number makes all older tokens worthless.</summary>
    public int SyncEpoch { get; set; } = 1;

    public long Change
    {
        get
        {
            lock (_gate)
            {
                return _change;
            }
        }
    }

    /// <summary>All events with removed ones, in the order of their last change.</summary>
    public IReadOnlyList<FakeEvent> All()
    {
        lock (_gate)
        {
            return [.. _events.Values.OrderBy(held => held.Change).Select(Copy)];
        }
    }

    /// <summary>Events that stand, by start.</summary>
    public IReadOnlyList<FakeEvent> Standing() => [.. All().Where(held => !held.Cancelled).OrderBy(held => held.Start)];

    public FakeEvent Get(string eventId)
    {
        lock (_gate)
        {
            return Copy(Find(eventId));
        }
    }

    public FakeEvent Insert(JsonObject body)
    {
        Check(body);
        lock (_gate)
        {
            var eventId = (string?)body["id"] ?? Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..26];
            if (!EventId().IsMatch(eventId))
            {
                throw GoogleErrorException.Invalid("Invalid resource id value.");
            }

            if (_events.ContainsKey(eventId))
            {
                throw GoogleErrorException.Duplicate();
            }

            var held = new FakeEvent(eventId, []);
            _events[eventId] = held;
            return Write(held, body);
        }
    }

    /// <summary>One occurrence of a series, named as Google names it: the series' id and the start in UTC.</summary>
    public FakeEvent InsertOccurrence(string seriesId, DateTimeOffset start, JsonObject body)
    {
        lock (_gate)
        {
            var held = new FakeEvent($"{seriesId}_{start.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}", []);
            _events[held.Id] = held;
            return Write(held, body);
        }
    }

    public FakeEvent Update(string eventId, JsonObject body, string? ifMatch)
    {
        Check(body);
        lock (_gate)
        {
            var held = Find(eventId);
            Demand(held, ifMatch);
            if (held.Cancelled && RefusesToRevive)
            {
                throw GoogleErrorException.Forbidden();
            }

            return Write(held, body);
        }
    }

    public FakeEvent Patch(string eventId, JsonObject changes, string? ifMatch)
    {
        lock (_gate)
        {
            var held = Find(eventId);
            Demand(held, ifMatch);
            var merged = (JsonObject)held.Body.DeepClone();
            Merge(merged, changes);
            Check(merged);
            if (held.Cancelled && RefusesToRevive)
            {
                throw GoogleErrorException.Forbidden();
            }

            return Write(held, merged);
        }
    }

    public void Delete(string eventId, string? ifMatch)
    {
        lock (_gate)
        {
            var held = Find(eventId);
            if (held.Cancelled)
            {
                throw GoogleErrorException.Deleted();
            }

            Demand(held, ifMatch);
            Cancel(held);
            // Removing a series removes its occurrences.
            foreach (var occurrence in _events.Values.Where(other => (string?)other.Body["recurringEventId"] == eventId && !other.Cancelled))
            {
                Cancel(occurrence);
            }
        }
    }

    /// <summary>Forgets an event altogether, as Google does with removed ones after a long time.</summary>
    public void Purge(string eventId)
    {
        lock (_gate)
        {
            _events.Remove(eventId);
        }
    }

    private static FakeEvent Copy(FakeEvent held) => new(held.Id, (JsonObject)held.Body.DeepClone()) { Change = held.Change };

    private static void Demand(FakeEvent held, string? ifMatch)
    {
        if (ifMatch is not null && ifMatch != "*" && ifMatch != held.ETag)
        {
            throw GoogleErrorException.ConditionNotMet();
        }
    }

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (name, value) in changes.ToList())
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && target[name] is JsonObject old && name is not ("start" or "end"))
            {
                Merge(old, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static void Check(JsonObject body)
    {
        if (body["end"] is null || body["start"] is null)
        {
            throw GoogleErrorException.Required(body["end"] is null ? "Missing end time." : "Missing start time.");
        }

        if (body["start"]!["date"] is null != body["end"]!["date"] is null)
        {
            throw GoogleErrorException.Invalid("Start and end times must either both be date or both be dateTime.");
        }

        foreach (var side in (JsonNode[])[body["start"]!, body["end"]!])
        {
            if ((string?)side["dateTime"] is { } text && !FakeEvent.HasOffset(text) && side["timeZone"] is null)
            {
                throw GoogleErrorException.Invalid("Missing time zone definition for start time.");
            }
        }

        if (FakeEvent.Instant(body["start"]) > FakeEvent.Instant(body["end"]))
        {
            throw new GoogleErrorException(400, "calendar", "timeRangeEmpty", "The specified time range is empty.", "timeMax");
        }

        if (body["attendees"] is JsonArray { Count: > 0 })
        {
            throw new GoogleErrorException(403, "calendar", "forbiddenForServiceAccounts", "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.");
        }
    }

    private FakeEvent Find(string eventId) => _events.TryGetValue(eventId, out var held) ? held : throw GoogleErrorException.NotFound();

    private FakeEvent Write(FakeEvent held, JsonObject body)
    {
        var written = (JsonObject)body.DeepClone();
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        written["kind"] = "calendar#event";
        written["id"] = held.Id;
        // Without a status the event keeps the one it has: only "confirmed" brings back a removed event.
        written["status"] = (string?)body["status"] ?? (held.Status.Length > 0 ? held.Status : "confirmed");
        written["created"] = held.Body["created"]?.DeepClone() ?? now;
        written["updated"] = now;
        written["iCalUID"] = held.Id + "@google.com";
        written["sequence"] = ((int?)held.Body["sequence"] ?? -1) + 1;
        written["creator"] = new JsonObject { ["email"] = ServiceAccount.Email };
        written["organizer"] = new JsonObject { ["email"] = Id, ["self"] = true };
        written["htmlLink"] = "https://www.google.com/calendar/event?eid=" + held.Id;
        Stamp(held, written);
        return Copy(held);
    }

    private void Cancel(FakeEvent held)
    {
        var written = (JsonObject)held.Body.DeepClone();
        written["status"] = "cancelled";
        Stamp(held, written);
    }

    private void Stamp(FakeEvent held, JsonObject written)
    {
        held.Change = ++_change;
        written["etag"] = "\"" + (3_000_000_000_000_000 + held.Change).ToString(CultureInfo.InvariantCulture) + "\"";
        held.Body = written;
    }

    [GeneratedRegex("^[a-v0-9]{5,1024}$", RegexOptions.None, 1000)]
    private static partial Regex EventId();
}
