using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Scheduling;

/// <summary>
/// Tells open calendars what changed: at once for changes made in this process, within half a second for those of other servers, which are read
/// from <see cref="CalendarChange"/> while anyone listens.
/// </summary>
public sealed class BookingFeed(IDbContextFactory<AppDb> databases, TimeProvider time, ILogger<BookingFeed> log) : BackgroundService
{
    // Sequences are given out before they are committed, so a later one may be seen first: look back this far.
    private const int LookBack = 500;
    private const int MostSeen = 1000;
    private static readonly Duration Recent = Duration.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);

    private readonly Lock _lock = new();
    // By what it says, because a change of this server is told before its sequence is known here.
    private readonly HashSet<(Guid RoomId, Instant Start, Instant End, Instant At)> _seen = [];
    private Action<Guid, TimeRange>? _listeners;
    private long? _last;

    /// <summary>Calls <paramref name="listener"/> with room and time of each change, on any thread, until disposed.</summary>
    public IDisposable Subscribe(Action<Guid, TimeRange> listener)
    {
        lock (_lock)
        {
            _listeners += listener;
        }

        return new Subscription(this, listener);
    }

    /// <summary>Tells this process's listeners of changes that have been committed.</summary>
    internal void Publish(IReadOnlyCollection<CalendarChange> changes)
    {
        Action<Guid, TimeRange>? listeners;
        List<CalendarChange> fresh;
        lock (_lock)
        {
            fresh = [.. changes.Where(change => _seen.Add((change.RoomId, change.Start, change.End, change.At)))];
            if (_seen.Count > MostSeen)
            {
                var old = time.Now - 2 * Recent;
                _seen.RemoveWhere(change => change.At < old);
            }

            listeners = _listeners;
        }

        foreach (var change in fresh)
        {
            listeners?.Invoke(change.RoomId, new TimeRange(change.Start, change.End));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Open calendars stay as they are until the database answers again.
                log.LogWarning("Calendar changes could not be read: {Error}", exception.GetType().Name);
            }
        }
    }

    /// <summary>Reads what other servers changed since the last look; nothing while nobody listens.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_listeners is null)
        {
            _last = null;
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (_last is not { } last)
        {
            // What was committed before anyone listened is not news.
            _last = await db.CalendarChanges.MaxAsync(change => (long?)change.Sequence, cancellationToken) ?? 0;
            return;
        }

        var from = last - LookBack;
        var recent = time.Now - Recent;
        var changes = await db.CalendarChanges.AsNoTracking().Where(change => change.Sequence > from && change.At > recent).ToListAsync(cancellationToken);
        Publish(changes);
        if (changes.Count > 0)
        {
            _last = Math.Max(last, changes.Max(change => change.Sequence));
        }
    }

    private sealed class Subscription(BookingFeed feed, Action<Guid, TimeRange> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._lock)
            {
                feed._listeners -= listener;
            }
        }
    }
}
