using System.Globalization;
using System.Resources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.RoomCalendars.Google;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>How a room and its outside calendar stand; instants are UTC, null when it never happened.</summary>
/// <param name="HasCalendar">Whether a calendar is set for the room.</param>
/// <param name="Waiting">Deliveries that have not gone through yet.</param>
/// <param name="Problem">What is wrong now, from reading or writing; null when nothing is. Words: <see cref="RoomCalendarStates.Cure"/>.</param>
public sealed record RoomCalendarRow(
    Guid RoomId, string Letter, string Name, bool HasCalendar, Instant? LastPull, Instant? LastPush, int Waiting,
    DeliveryProblem? Problem, string? ProblemCode, Instant? ProblemSince, int OpenConflicts, Instant? LastReconciled, DriftReport Drift);

/// <summary>The state of all online rooms' calendars.</summary>
/// <param name="IsGoogle">False: events are written as files to <c>outgoing/calendars</c> of the data folder.</param>
/// <param name="ShareWith">The service account's address that calendars are shared with; null without Google.</param>
public sealed record RoomCalendarOverview(bool IsGoogle, string? ShareWith, IReadOnlyList<RoomCalendarRow> Rooms);

/// <summary>Sync state of the rooms, and "reconcile now".</summary>
public sealed class RoomCalendarStates(IServiceProvider provider, IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, AuditTrail audit, IRoomCalendar calendar, IOptions<GoogleOptions> options, TimeProvider time)
{
    private static readonly ResourceManager Texts = new("VictimSupport.Core.RoomCalendars.RoomCalendarTexts", typeof(RoomCalendarStates).Assembly);
    // The worker is not public, so it cannot be a parameter.
    private readonly RoomCalendarSync _sync = provider.GetRequiredService<RoomCalendarSync>();

    /// <summary>What is wrong and what to do about it, in plain words of the given language.</summary>
    public static string Cure(DeliveryProblem problem, CultureInfo culture) =>
        Texts.GetString(problem.ToString(), culture) ?? Texts.GetString(nameof(DeliveryProblem.Unexpected), culture)!;

    /// <summary>All active online rooms in their order, with the state of their calendars.</summary>
    public async Task<RoomCalendarOverview> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewCalendarSync, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var states = await db.RoomCalendarStates.AsNoTracking().ToDictionaryAsync(state => state.RoomId, cancellationToken);
        var sent = await db.OutboxMessagesSeenBy(actor)
            .Where(message => message.Channel == OutboxChannel.RoomCalendar && message.State == OutboxState.Sent)
            .GroupBy(message => message.RoomId)
            .Select(group => new { RoomId = group.Key, At = group.Max(message => message.CompletedAt) })
            .ToDictionaryAsync(row => row.RoomId, row => row.At, cancellationToken);
        var waiting = await db.OutboxMessagesSeenBy(actor)
            .Where(message => message.Channel == OutboxChannel.RoomCalendar && (message.State == OutboxState.Waiting || message.State == OutboxState.Sending || message.State == OutboxState.Failed))
            .Select(message => new { message.RoomId, message.Problem, message.ProblemCode })
            .ToListAsync(cancellationToken);
        var open = await CalendarConflicts.OpenIn(db, actor, time.Now).GroupBy(row => row.RoomId)
            .Select(group => new { RoomId = group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.RoomId, row => row.Count, cancellationToken);
        var rows = organisation.Rooms.Where(room => room is { Kind: RoomKind.Online, IsActive: true }).Select(room =>
        {
            var state = states.GetValueOrDefault(room.Id);
            var held = waiting.Where(message => message.RoomId == room.Id).ToList();
            var stuck = held.FirstOrDefault(message => message.Problem is not null);
            var hasCalendar = calendar.AddressOf(room) is not null;
            return new RoomCalendarRow(
                room.Id, room.Letter, room.Name, hasCalendar, state?.PulledAt, sent.GetValueOrDefault(room.Id), held.Count,
                hasCalendar ? state?.Problem ?? stuck?.Problem : DeliveryProblem.SettingsMissing, state?.ProblemCode ?? stuck?.ProblemCode, state?.ProblemSince,
                open.GetValueOrDefault(room.Id), state?.ReconciledAt, new DriftReport(state?.DriftMissing ?? 0, state?.DriftDifferent ?? 0, state?.DriftLeftOver ?? 0, state?.DriftBlocks ?? 0));
        });
        return new RoomCalendarOverview(calendar.CanPull, GoogleConnection.AccountAddress(options.Value), [.. rows]);
    }

    /// <summary>What waits for a person, for the light: changes in Google to decide, and rooms whose calendar cannot be used until somebody mends it.</summary>
    public async Task<int> CountForPersonAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewCalendarSync, null, cancellationToken);
        if (!calendar.CanPull)
        {
            return 0;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        DeliveryProblem?[] mendable = [DeliveryProblem.CredentialsRefused, DeliveryProblem.Forbidden, DeliveryProblem.DestinationMissing, DeliveryProblem.SettingsMissing];
        return await CalendarConflicts.OpenIn(db, actor, time.Now).CountAsync(cancellationToken)
            + await db.RoomCalendarStates.CountAsync(state => mendable.Contains(state.Problem), cancellationToken);
    }

    /// <summary>Compares both sides of a room now and mends what needs no decision; refused when its calendar does not answer (the row then says why).</summary>
    public async Task<Outcome<DriftReport>> ReconcileAsync(Actor actor, Guid roomId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReconcileCalendar, roomId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        if (!organisation.RoomsById.ContainsKey(roomId))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (!calendar.CanPull)
        {
            return new Refusal(RefusalCode.NothingToDo);
        }

        audit.Add(db, actor, Operation.ReconcileCalendar, roomId);
        await db.SaveChangesAsync(cancellationToken);
        return await _sync.LookAtAsync(roomId, compare: true, cancellationToken) is { } report ? report : new Refusal(RefusalCode.TryAgain);
    }
}
