using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>
/// A stand-in for Google Calendar v3 and Google's token endpoint over real HTTP on this machine, written from Google's
/// documentation. Nothing leaves the machine; all calendars live in memory.
/// </summary>
public sealed class FakeGoogleServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FakeCalendar> _calendars = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _web;

    private FakeGoogleServer(TimeProvider time)
    {
        Time = time;
        Account = ServiceAccount.Create(time);
    }

    /// <summary>The clock of tokens and of "updated"; tests may pass their own.</summary>
    public TimeProvider Time { get; }

    public ServiceAccount Account { get; private set; }

    public EventListing Listing { get; } = new();

    /// <summary>Whether a calendar nobody made is there, empty, as soon as it is asked for: for a newcomer's first run.</summary>
    public bool KnowsEveryCalendar { get; set; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The value of the setting <c>Google:BaseUri</c>.</summary>
    public Uri CalendarAddress => new(Address, "/calendar/v3/");

    public Uri TokenAddress => new(Address, "/token");

    /// <summary>Every request in the order of arrival, those of the token endpoint too.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public IReadOnlyList<string> CalendarIds => [.. _calendars.Keys.Order(StringComparer.Ordinal)];

    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Starts on a free port, or on the given one. With a key file of an earlier run its key is used again.</summary>
    public static async Task<FakeGoogleServer> StartAsync(
        int port = 0, TimeProvider? time = null, string? keyFile = null, CancellationToken cancellationToken = default)
    {
        var server = new FakeGoogleServer(time ?? TimeProvider.System);
        if (keyFile is not null && File.Exists(keyFile))
        {
            server.Account = ServiceAccount.FromKeyFile(keyFile, server.Time);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRequestDecompression();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        server._web = builder.Build();
        server._web.UseRequestDecompression();
        Endpoints.Map(server._web, server);
        await server._web.StartAsync(cancellationToken);
        var addresses = server._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Address = new Uri(addresses.Addresses.First());
        return server;
    }

    /// <summary>Makes a calendar that the service account may write to; one that is there already stays as it is.</summary>
    public FakeCalendar AddCalendar(string calendarId) => _calendars.GetOrAdd(calendarId, id => new FakeCalendar(id, Time));

    /// <summary>The calendar is no longer shared with the account: it answers 404. Its events are gone.</summary>
    public void RemoveCalendar(string calendarId) => _calendars.TryRemove(calendarId, out _);

    public FakeCalendar Calendar(string calendarId) =>
        _calendars.TryGetValue(calendarId, out var calendar) ? calendar
        : KnowsEveryCalendar ? AddCalendar(calendarId)
        : throw GoogleErrorException.NotFound();

    /// <summary>Events that stand in the calendar, by start.</summary>
    public IReadOnlyList<FakeEvent> Events(string calendarId) => Calendar(calendarId).Standing();

    /// <summary>A person puts an event into the calendar with a calendar program.</summary>
    public FakeEvent AddForeignEvent(string calendarId, string title, DateTimeOffset start, DateTimeOffset end, bool free = false) =>
        Calendar(calendarId).Insert(new JsonObject
        {
            ["summary"] = title,
            ["start"] = Instant(start),
            ["end"] = Instant(end),
            ["transparency"] = free ? "transparent" : null,
        });

    /// <summary>A person puts an event of whole days into the calendar; the last day is exclusive.</summary>
    public FakeEvent AddForeignDays(string calendarId, string title, DateOnly first, DateOnly after) =>
        Calendar(calendarId).Insert(new JsonObject
        {
            ["summary"] = title,
            ["start"] = new JsonObject { ["date"] = first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
            ["end"] = new JsonObject { ["date"] = after.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
        });

    /// <summary>A person puts a weekly event into the calendar; a list with singleEvents shows its occurrences.</summary>
    public FakeEvent AddForeignSeries(string calendarId, string title, DateTimeOffset start, DateTimeOffset end, int weeks)
    {
        var calendar = Calendar(calendarId);
        var series = calendar.Insert(new JsonObject
        {
            ["summary"] = title,
            ["start"] = Instant(start),
            ["end"] = Instant(end),
            ["recurrence"] = new JsonArray($"RRULE:FREQ=WEEKLY;COUNT={weeks}"),
        });
        for (var week = 0; week < weeks; week++)
        {
            var from = start.AddDays(7 * week);
            calendar.InsertOccurrence(series.Id, from, new JsonObject
            {
                ["summary"] = title,
                ["start"] = Instant(from),
                ["end"] = Instant(end.AddDays(7 * week)),
                ["recurringEventId"] = series.Id,
            });
        }

        return series;
    }

    /// <summary>A person drags an event elsewhere; everything else of it stays.</summary>
    public FakeEvent MoveEvent(string calendarId, string eventId, DateTimeOffset start, DateTimeOffset end) =>
        Calendar(calendarId).Patch(eventId, new JsonObject { ["start"] = Instant(start), ["end"] = Instant(end) }, ifMatch: null);

    /// <summary>A person changes an event's title.</summary>
    public FakeEvent RenameEvent(string calendarId, string eventId, string title) =>
        Calendar(calendarId).Patch(eventId, new JsonObject { ["summary"] = title }, ifMatch: null);

    /// <summary>A person removes an event.</summary>
    public void DeleteEvent(string calendarId, string eventId) => Calendar(calendarId).Delete(eventId, ifMatch: null);

    /// <summary>All sync tokens given so far for the calendar answer 410 from now on.</summary>
    public void ExpireSyncTokens(string calendarId) => Calendar(calendarId).SyncEpoch++;

    /// <summary>How many standing events carry a value of the private property that another standing event, in any calendar, carries too.</summary>
    public int CountDuplicates(string privateProperty) =>
        _calendars.Values.SelectMany(calendar => calendar.Standing())
            .Select(held => held.PrivateProperty(privateProperty))
            .Where(value => value is not null)
            .GroupBy(value => value)
            .Sum(group => group.Count() - 1);

    public void Inject(params IEnumerable<Fault> faults)
    {
        lock (_gate)
        {
            _faults.AddRange(faults);
        }
    }

    public void ClearFaults()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public void ForgetRequests() => _requests.Clear();

    /// <summary>Writes the service account's JSON key file, its token address pointing here; returns the path.</summary>
    public string WriteKeyFile(string path)
    {
        File.WriteAllText(path, Account.KeyFile(TokenAddress));
        return path;
    }

    /// <summary>Waits until the process is told to end.</summary>
    public Task WaitForShutdownAsync() => _web!.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_web is not null)
        {
            await _web.DisposeAsync();
        }

        _stopping.Dispose();
    }

    internal void Record(RecordedRequest request) => _requests.Enqueue(request);

    internal Fault? TakeFault(RecordedRequest request)
    {
        lock (_gate)
        {
            var fault = _faults.FirstOrDefault(candidate => candidate.Times > 0 && candidate.Matches(request));
            if (fault is not null)
            {
                fault.Times--;
            }

            return fault;
        }
    }

    private static JsonObject Instant(DateTimeOffset instant) => new()
    {
        ["dateTime"] = instant.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        ["timeZone"] = FakeCalendar.TimeZone,
    };
}
