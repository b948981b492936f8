using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>events.list: filters, pages and sync tokens, as the reference and the guide "Synchronize resources efficiently" describe them.</summary>
public sealed class EventListing
{
    private static readonly string[] NotWithSyncToken =
        ["iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax", "updatedMin"];

    // A first sync limited in one of these ways gets no sync token; one limited by time does.
    private static readonly string[] WithoutSyncToken = ["iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin"];
    private static readonly string[] PartOfToken = ["singleEvents", "showDeleted", "showHiddenInvitations", "eventTypes", "maxAttendees", "alwaysIncludeEmail"];

    private readonly ConcurrentDictionary<string, Snapshot> _snapshots = new(StringComparer.Ordinal);

    /// <summary>A page never holds more than this, whatever was asked for; Google promises no full pages either.</summary>
    public int LargestPage { get; set; } = 2500;

    public JsonObject List(FakeCalendar calendar, IQueryCollection query)
    {
        var size = Math.Min(LargestPage, Math.Clamp(Number(query, "maxResults") ?? 250, 1, 2500));
        var snapshot = Continue(calendar, query) ?? Begin(calendar, query);
        var page = snapshot.Rest.Take(size).ToList();
        var answer = new JsonObject
        {
            ["kind"] = "calendar#events",
            ["etag"] = "\"p" + snapshot.Change.ToString(CultureInfo.InvariantCulture) + "\"",
            ["summary"] = calendar.Id,
            ["timeZone"] = FakeCalendar.TimeZone,
            ["accessRole"] = calendar.Access == Access.Writer ? "writer" : "reader",
            ["items"] = new JsonArray([.. page.Select(held => (JsonNode)held.Listed())]),
        };
        if (snapshot.Rest.Count > size)
        {
            var next = "p" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            _snapshots[next] = snapshot with { Rest = [.. snapshot.Rest.Skip(size)] };
            answer["nextPageToken"] = next;
        }
        else if (snapshot.GivesSyncToken)
        {
            answer["nextSyncToken"] = SyncToken(calendar, snapshot.Change, query);
        }

        return answer;
    }

    private static string SyncToken(FakeCalendar calendar, long change, IQueryCollection query) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{calendar.SyncEpoch}|{change}|{Fingerprint(query)}|{calendar.Id}"));

    private static string Fingerprint(IQueryCollection query) =>
        string.Join('&', PartOfToken.Where(query.ContainsKey).Select(name => name + "=" + query[name]));

    private static string WholeQuery(IQueryCollection query) =>
        string.Join('&', query.Where(pair => pair.Key != "pageToken").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "=" + pair.Value));

    private Snapshot? Continue(FakeCalendar calendar, IQueryCollection query)
    {
        if (!query.TryGetValue("pageToken", out var token))
        {
            return null;
        }

        return _snapshots.TryGetValue(token.ToString(), out var snapshot) && snapshot.Calendar == calendar.Id && snapshot.Query == WholeQuery(query)
            ? snapshot
            : throw GoogleErrorException.Invalid("Invalid page token value.", "pageToken");
    }

    private static Snapshot Begin(FakeCalendar calendar, IQueryCollection query)
    {
        var change = calendar.Change;
        var single = Flag(query, "singleEvents");
        var events = calendar.All().Where(held => single ? !held.Series : !held.Occurrence);
        if (query.TryGetValue("syncToken", out var token))
        {
            var since = Since(calendar, query, token.ToString());
            return new(calendar.Id, WholeQuery(query), change, GivesSyncToken: true, [.. events.Where(held => held.Change > since)]);
        }

        if (query["orderBy"] == "startTime" && !single)
        {
            throw GoogleErrorException.Invalid("The requested ordering is not available for the particular query.", "orderBy");
        }

        var from = Instant(query, "timeMin");
        var until = Instant(query, "timeMax");
        if (from is not null && until is not null && from >= until)
        {
            throw new GoogleErrorException(400, "calendar", "timeRangeEmpty", "The specified time range is empty.", "timeMax");
        }

        var kept = events
            .Where(held => Flag(query, "showDeleted") || !held.Cancelled)
            .Where(held => from is null || held.End > from)
            .Where(held => until is null || held.Start < until)
            .Where(held => query["privateExtendedProperty"].All(wanted => HasProperty(held, wanted ?? "")));
        var ordered = query["orderBy"] == "startTime" ? kept.OrderBy(held => held.Start) : kept.OrderBy(held => held.Change);
        return new(calendar.Id, WholeQuery(query), change, !WithoutSyncToken.Any(query.ContainsKey), [.. ordered]);
    }

    private static long Since(FakeCalendar calendar, IQueryCollection query, string token)
    {
        var wrong = NotWithSyncToken.FirstOrDefault(query.ContainsKey);
        if (wrong is not null)
        {
            throw GoogleErrorException.Invalid($"Sync token cannot be used with {wrong}.", wrong);
        }

        if (query["showDeleted"] == "false")
        {
            throw GoogleErrorException.Invalid("Sync token cannot be used with showDeleted=false.", "showDeleted");
        }

        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split('|', 4);
        }
        catch (FormatException)
        {
            throw GoogleErrorException.FullSyncRequired();
        }

        if (parts.Length != 4 || parts[3] != calendar.Id || parts[0] != calendar.SyncEpoch.ToString(CultureInfo.InvariantCulture))
        {
            throw GoogleErrorException.FullSyncRequired();
        }

        // Google calls the outcome of other parameters undefined; refusing shows the mistake.
        return parts[2] == Fingerprint(query)
            ? long.Parse(parts[1], CultureInfo.InvariantCulture)
            : throw GoogleErrorException.Invalid("Parameters differ from those of the initial synchronization.", "syncToken");
    }

    private static bool HasProperty(FakeEvent held, string wanted)
    {
        var at = wanted.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && held.PrivateProperty(wanted[..at]) == wanted[(at + 1)..];
    }

    private static bool Flag(IQueryCollection query, string name) => query[name] == "true";

    private static int? Number(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var text) ? int.Parse(text.ToString(), CultureInfo.InvariantCulture) : null;

    private static DateTimeOffset? Instant(IQueryCollection query, string name)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        return FakeEvent.HasOffset(text.ToString()) && DateTimeOffset.TryParse(text.ToString(), CultureInfo.InvariantCulture, out var instant)
            ? instant
            : throw GoogleErrorException.Invalid("Must be an RFC3339 timestamp with mandatory time zone offset.", name);
    }

    private sealed record Snapshot(string Calendar, string Query, long Change, bool GivesSyncToken, List<FakeEvent> Rest);
}
