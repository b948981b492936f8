using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>
/// When a case's risk changes, its online sessions to come are held or released in the same transaction: held, their time stays kept and the room's event stays as neutral
/// as it is, no link is sent, and whoever was told of them is told, neutrally and by a safe way alone, not to join. Released, they are confirmed anew.
/// </summary>
public sealed class HeldSessions(OrganisationMemory organisations, AuditTrail audit, OutboxSignal signal)
{
    private static readonly Actor Worker = Actor.Worker("Risk gate");

    /// <summary>See <see cref="RiskConsequence"/>.</summary>
    internal async Task FollowAsync(AppDb db, Actor actor, Guid caseId, Instant now, CancellationToken cancellationToken)
    {
        if (await GateFacts.ReadAsync(db, Worker, caseId, cancellationToken) is not { } file)
        {
            return;
        }

        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var bookings = await db.Bookings.Where(booking => booking.CaseId == caseId && booking.Start > now && booking.State != BookingState.Cancelled && booking.Mode == SupportMode.Online).ToListAsync(cancellationToken);
        foreach (var booking in bookings)
        {
            var isForbidden = RiskRules.Check(file.Risk, booking.Mode, booking.Start.InZone(file.Zone).Date) is not null;
            if (isForbidden == (booking.State == BookingState.Held))
            {
                continue;
            }

            booking.State = isForbidden ? BookingState.Held : BookingState.Booked;
            booking.Version++;
            booking.RemindersPlanned = 0;
            await OutboxGates.SupersedeAsync(db, booking.Id, booking.Version, now, cancellationToken);
            var isOnline = organisation.RoomsById[booking.RoomId].Kind == RoomKind.Online;
            db.OutboxMessages.AddRange(Scheduler.Promised(booking, isOnline, isForbidden ? OutboxKind.Held : OutboxKind.Confirmation, now));
            db.CalendarChanges.Add(new CalendarChange { RoomId = booking.RoomId, Start = booking.Start, End = booking.TakenUntil, At = now });
            audit.Add(db, actor, isForbidden ? Operation.HoldSession : Operation.ReleaseSession, booking.Id);
        }
    }

    /// <summary>See <see cref="RiskNews"/>.</summary>
    internal void Tell() => signal.Wake();
}
