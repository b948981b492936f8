using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Requests;

/// <summary>Tells open screens that requests changed: at once for changes of this process, within two seconds for those of other servers.</summary>
public sealed class RequestFeed(IDbContextFactory<AppDb> databases, TimeProvider time, ILogger<RequestFeed> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private (int Count, Instant? Last)? _seen;

    /// <summary>Raised on any thread; it says that something changed and not what.</summary>
    public event Action? Changed;

    /// <summary>Tells this process's screens of what has been committed.</summary>
    internal void Tell() => Changed?.Invoke();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Open screens stay as they are until the database answers again.
                log.LogWarning("Requests could not be looked at: {Error}", exception.GetType().Name);
            }
        }
    }

    /// <summary>Looks whether another server changed something since the last look; nothing while nobody listens.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Changed is null)
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = (await db.Requests.CountAsync(cancellationToken), await db.Requests.MaxAsync(request => (Instant?)request.ChangedAt, cancellationToken));
        var isNews = _seen is { } seen && seen != now;
        _seen = now;
        if (isNews)
        {
            Tell();
        }
    }
}
