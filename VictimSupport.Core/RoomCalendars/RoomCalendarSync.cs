using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomCalendars.Google;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>Looks at each room's outside calendar every few seconds, one server per room, and compares both sides each night.</summary>
internal sealed class RoomCalendarSync(
    IDbContextFactory<AppDb> databases, OrganisationMemory organisations, IRoomCalendar calendar, RoomCalendarPull pull, Leases leases,
    IOptions<GoogleOptions> options, OutboxSignal signal, TimeProvider time, ILogger<RoomCalendarSync> log) : BackgroundService
{
    private static readonly LocalTime Night = new(2, 0);
    private readonly string _owner = Leases.NewOwner();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(options.Value.PollSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!calendar.CanPull)
        {
            return;
        }

        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The database may be away; the next look tries again.
                log.LogWarning("Room calendars could not be looked at: {Error}", exception.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One look at every online room whose time has come; for tests as well as the worker.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.OrganisationSettings.AnyAsync(cancellationToken))
        {
            return;
        }

        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var states = await db.RoomCalendarStates.AsNoTracking().ToDictionaryAsync(state => state.RoomId, cancellationToken);
        var now = time.Now;
        var rooms = organisation.Rooms
            .Where(room => room is { Kind: RoomKind.Online, IsActive: true } && calendar.AddressOf(room) is not null)
            .Where(room => states.GetValueOrDefault(room.Id)?.NextPullAt is not { } next || next <= now);
        await Parallel.ForEachAsync(rooms, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (room, token) =>
        {
            var hold = Duration.FromTimeSpan(_interval) * 3 + Duration.FromSeconds(30);
            if (await leases.TryTakeAsync($"room-calendar-{room.Id:N}", _owner, hold, token))
            {
                await LookAtAsync(room.Id, IsDue(states.GetValueOrDefault(room.Id)?.ReconciledAt, organisation.Zone, now), token);
            }
        });
    }

    /// <summary>Whether the nightly comparison has not been made since the last 2 o'clock, local.</summary>
    internal static bool IsDue(Instant? reconciled, DateTimeZone zone, Instant now)
    {
        var local = now.InZone(zone).LocalDateTime;
        var date = local.TimeOfDay < Night ? local.Date.PlusDays(-1) : local.Date;
        return reconciled is null || reconciled < zone.AtLeniently(date + Night).ToInstant();
    }

    /// <summary>Looks at one room; a failure is written to its state and never taken for a removal.</summary>
    internal async Task<DriftReport?> LookAtAsync(Guid roomId, bool compare, CancellationToken cancellationToken)
    {
        try
        {
            var failed = await HasProblemAsync(roomId, cancellationToken);
            var report = await pull.PullAsync(roomId, compare, cancellationToken);
            if (failed)
            {
                await HurryAsync(roomId, cancellationToken);
            }

            return report;
        }
        catch (RoomCalendarException exception)
        {
            await NoteAsync(roomId, exception, cancellationToken);
            return null;
        }
    }

    private async Task<bool> HasProblemAsync(Guid roomId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.RoomCalendarStates.AnyAsync(state => state.RoomId == roomId && state.Problem != null, cancellationToken);
    }

    /// <summary>The calendar answers again: what waits for it goes now.</summary>
    private async Task HurryAsync(Guid roomId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.Now;
        await db.OutboxMessages
            .Where(message => message.RoomId == roomId && message.Channel == OutboxChannel.RoomCalendar && message.State == OutboxState.Waiting && message.DueAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.DueAt, now), cancellationToken);
        signal.Wake();
    }

    private async Task NoteAsync(Guid roomId, RoomCalendarException exception, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var state = await RoomCalendarPull.StateAsync(db, roomId, cancellationToken);
        var now = time.Now;
        state.ProblemSince = state.Problem is null ? now : state.ProblemSince;
        state.Problem = exception.Problem;
        state.ProblemCode = exception.Code;
        state.FailedPulls++;
        // What only a person can mend is looked at slowly; the rest with growing waits, or as asked.
        var wait = exception.NeedsPerson ? Backoff.Longest : exception.After ?? Backoff.After(state.FailedPulls, Random.Shared.NextDouble());
        state.NextPullAt = now + wait;
        state.Version++;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another look was faster; its news are as good.
        }
    }
}
