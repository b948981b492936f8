using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Outbox;

/// <summary>
/// Puts changes and hand-overs of one case in order. Both begin by writing the case's gate row, so the database makes one wait for the other:
/// a change committed first is seen by the hand-over, and a change that comes while something is being handed over is told so and tries again.
/// That is what guarantee 4 (<c>safety.md</c>) rests on.
/// </summary>
public static class OutboxGates
{
    /// <summary>How long something may be on the wire before another attempt may take its place.</summary>
    public static readonly Duration Lease = Duration.FromMinutes(2);

    private static readonly Duration Patience = Duration.FromSeconds(10);

    /// <summary>Opens the gate of a new case; saved with it.</summary>
    public static void Create(AppDb db, Guid caseId)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.OutboxGates.Add(new OutboxGate { CaseId = caseId });
    }

    /// <summary>
    /// Called first in the transaction of a change to a booking or a safe contact. False when a mail of this case is on the wire at this moment:
    /// roll back, wait a little, try again.
    /// </summary>
    public static async Task<bool> TryEnterAsync(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(db, caseId, cancellationToken);
        return !await db.OutboxMessages.AnyAsync(
            message => message.CaseId == caseId && message.State == OutboxState.Sending && message.Channel != OutboxChannel.RoomCalendar && message.LeaseUntil > now,
            cancellationToken);
    }

    /// <summary>
    /// Tries a change that begins with <see cref="TryEnterAsync"/> again while a mail of the case is on the wire, for at most ten seconds; the change
    /// gives <see cref="RefusalCode.MessageBeingSent"/> when it could not enter.
    /// </summary>
    internal static async Task<Outcome<T>> InTurnAsync<T>(TimeProvider time, Func<Task<Outcome<T>>> changeAsync, CancellationToken cancellationToken)
    {
        var started = time.Now;
        while (true)
        {
            var outcome = await changeAsync();
            if (outcome.Refusal?.Code != RefusalCode.MessageBeingSent || time.Now - started > Patience)
            {
                return outcome;
            }

            // Real milliseconds, whatever the product's clock says: the mail on the wire goes by them too.
            await Task.Delay(40, cancellationToken);
        }
    }

    /// <summary>Writes the gate row, which waits for any other transaction that did and makes later ones wait for this one.</summary>
    internal static async Task TakeTurnAsync(AppDb db, Guid caseId, CancellationToken cancellationToken)
    {
        if (!await TryTakeTurnAsync(db, caseId, cancellationToken))
        {
            throw new InvalidOperationException("A case without an outbox gate");
        }
    }

    /// <summary>As <see cref="TakeTurnAsync"/>; false when there is no such case.</summary>
    internal static async Task<bool> TryTakeTurnAsync(AppDb db, Guid caseId, CancellationToken cancellationToken) =>
        await db.OutboxGates.Where(gate => gate.CaseId == caseId)
            .ExecuteUpdateAsync(set => set.SetProperty(gate => gate.Turn, gate => gate.Turn + 1), cancellationToken) == 1;

    /// <summary>Marks what is still waiting for older versions of a booking as obsolete: it told something that is no longer so. A hand-over stays so.</summary>
    public static Task SupersedeAsync(AppDb db, Guid bookingId, int newVersion, Instant now, CancellationToken cancellationToken) =>
        db.OutboxMessages
            .Where(message => message.BookingId == bookingId && message.BookingVersion < newVersion && message.Kind != OutboxKind.HandedOver && (message.State == OutboxState.Waiting || message.State == OutboxState.Failed))
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.State, OutboxState.Obsolete).SetProperty(message => message.CompletedAt, now), cancellationToken);
}
