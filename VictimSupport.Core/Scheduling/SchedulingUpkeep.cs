using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.Scheduling;

/// <summary>Each hour, on one server: removes quarter hours of the past and old calendar changes and deliveries, so that tables do not grow with history.</summary>
public sealed class SchedulingUpkeep(IDbContextFactory<AppDb> databases, Leases leases, TimeProvider time, ILogger<SchedulingUpkeep> log) : BackgroundService
{
    private static readonly Duration KeepSlots = Duration.FromDays(2);
    private static readonly Duration KeepChanges = Duration.FromHours(1);
    private static readonly Duration KeepDeliveries = Duration.FromDays(90);
    private readonly string _owner = Leases.NewOwner();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        do
        {
            try
            {
                if (await leases.TryTakeAsync("scheduling-upkeep", _owner, Duration.FromMinutes(50), stoppingToken))
                {
                    await CleanAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Nothing depends on it at once: the next hour tries again.
                log.LogWarning("Upkeep of the schedule failed: {Error}", exception.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Removes what is no longer needed; safe at any time.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.Now;
        var slots = now - KeepSlots;
        var changes = now - KeepChanges;
        var deliveries = now - KeepDeliveries;
        await db.BookedSlots.Where(slot => slot.Start < slots).ExecuteDeleteAsync(cancellationToken);
        await db.CalendarChanges.Where(change => change.At < changes).ExecuteDeleteAsync(cancellationToken);
        // What was told of a session to come is still needed: who was told nothing is not told of its cancellation.
        var bookings = db.Set<Booking>();
        await db.OutboxMessages
            .Where(message => message.CompletedAt < deliveries && !bookings.Any(booking => booking.Id == message.BookingId && booking.End > deliveries) && message.State != OutboxState.Waiting && message.State != OutboxState.Sending)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
