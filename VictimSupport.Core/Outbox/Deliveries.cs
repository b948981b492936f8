using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Outbox;

/// <summary>One delivery as the screen shows it: ids and states, no words and no addresses.</summary>
public sealed record DeliveryRow(Guid Id, OutboxChannel Channel, OutboxKind Kind, Guid BookingId, Guid CaseId, Guid RoomId, OutboxState State, Instant CreatedAt, Instant DueAt, int Attempts, DeliveryProblem? Problem, string? ProblemCode, Instant? CompletedAt);

/// <summary>Which deliveries to show; at most 100 a page.</summary>
public sealed record DeliveryQuery(IReadOnlyCollection<OutboxState> States, Guid? RoomId = null, int Skip = 0, int Take = 50);

/// <summary>One page and how many there are in all.</summary>
public sealed record DeliveryPage(IReadOnlyList<DeliveryRow> Rows, int Total);

/// <summary>How many deliveries wait beyond a minute, and how many need a person, by channel.</summary>
public sealed record DeliveryCounts(OutboxChannel Channel, int Waiting, int NeedsHand);

/// <summary>The "Deliveries" screen: what waits, was sent, failed; and "try again".</summary>
public sealed class Deliveries(IDbContextFactory<AppDb> databases, AccessGuard access, AuditTrail audit, OutboxSignal signal, TimeProvider time)
{
    /// <summary>Lists deliveries, newest first.</summary>
    public async Task<DeliveryPage> ListAsync(Actor actor, DeliveryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await access.DemandAsync(actor, Operation.ViewDeliveries, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.OutboxMessagesSeenBy(actor).Where(message => query.States.Contains(message.State));
        if (query.RoomId is { } room)
        {
            rows = rows.Where(message => message.RoomId == room);
        }

        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(message => message.CreatedAt).ThenBy(message => message.Id)
            .Skip(Math.Max(query.Skip, 0)).Take(Math.Clamp(query.Take, 1, 100))
            .Select(message => new DeliveryRow(message.Id, message.Channel, message.Kind, message.BookingId, message.CaseId, message.RoomId, message.State, message.CreatedAt, message.DueAt, message.Attempts, message.Problem, message.ProblemCode, message.CompletedAt))
            .ToListAsync(cancellationToken);
        return new DeliveryPage(page, total);
    }

    /// <summary>Counts for the status lights: what has been waiting or retried, and what failed.</summary>
    public async Task<IReadOnlyList<DeliveryCounts>> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewDeliveries, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.Now;
        var counted = await db.OutboxMessagesSeenBy(actor)
            .Where(message => message.State == OutboxState.Failed || (message.State == OutboxState.Waiting && (message.Attempts > 0 || message.DueAt <= now)))
            .GroupBy(message => new { message.Channel, message.State })
            .Select(group => new { group.Key.Channel, group.Key.State, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return [.. Enum.GetValues<OutboxChannel>().Select(channel => new DeliveryCounts(
            channel,
            counted.Where(row => row.Channel == channel && row.State == OutboxState.Waiting).Sum(row => row.Count),
            counted.Where(row => row.Channel == channel && row.State == OutboxState.Failed).Sum(row => row.Count)))];
    }

    /// <summary>Puts a failed or waiting delivery first in line; refused when it has ended or is on the wire.</summary>
    public async Task<Outcome<Guid>> TryAgainAsync(Actor actor, Guid messageId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.RetryDelivery, messageId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        var rows = await db.OutboxMessagesSeenBy(actor)
            .Where(message => message.Id == messageId && (message.State == OutboxState.Failed || message.State == OutboxState.Waiting) && (message.LeaseUntil == null || message.LeaseUntil <= now) && (message.ExpiresAt == null || message.ExpiresAt > now))
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.State, OutboxState.Waiting).SetProperty(message => message.DueAt, now).SetProperty(message => message.CompletedAt, (Instant?)null), cancellationToken);
        if (rows == 0)
        {
            return new Refusal(RefusalCode.NotRetryable);
        }

        audit.Add(db, actor, Operation.RetryDelivery, messageId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Wake();
        return messageId;
    }
}
