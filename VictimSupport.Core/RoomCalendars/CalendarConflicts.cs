using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>A contradiction to decide; instants are UTC, those of the outside event null when it was removed.</summary>
public sealed record CalendarConflictRow(
    Guid Id, CalendarConflictKind Kind, Guid RoomId, Guid BookingId, string Reference, Instant BookingStart, Instant BookingEnd, Instant? OutsideStart, Instant? OutsideEnd, Instant FoundAt);

/// <summary>What was changed in a room's outside calendar against a booking: proposals that a coordinator accepts or takes back.</summary>
public sealed class CalendarConflicts(IDbContextFactory<AppDb> databases, Scheduler scheduler, RoomBlocks blocks, AccessGuard access, AuditTrail audit, OutboxSignal signal, TimeProvider time)
{
    /// <summary>Open contradictions of sessions still to come, soonest first, at most 100.</summary>
    public async Task<IReadOnlyList<CalendarConflictRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.DecideCalendarConflict, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from conflict in OpenIn(db, actor, time.Now)
            join booking in db.Set<Booking>() on conflict.BookingId equals booking.Id
            join file in db.Set<SupportCase>() on booking.CaseId equals file.Id
            orderby booking.Start
            select new CalendarConflictRow(conflict.Id, conflict.Kind, booking.RoomId, booking.Id, file.Reference, booking.Start, booking.End, conflict.Start, conflict.End, conflict.FoundAt))
            .Take(100).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Does here what was done there: a moved event moves the booking, a removed one or one that lies over it cancels the booking, an edited one stays edited.
    /// Refused, with nothing changed, when the rules of booking forbid it.
    /// </summary>
    public async Task<Outcome<Guid>> AcceptAsync(Actor actor, Guid conflictId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.DecideCalendarConflict, conflictId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await ReadAsync(db, actor, conflictId, cancellationToken) is not var (conflict, booking))
        {
            return new Refusal(RefusalCode.AlreadyDecided);
        }

        var refusal = conflict.Kind switch
        {
            CalendarConflictKind.Moved => (await scheduler.MoveAsync(actor, new MoveForm(booking.Id, booking.Version, SlotOf(booking, conflict)), cancellationToken)).Refusal,
            CalendarConflictKind.Removed => (await scheduler.CancelAsync(actor, booking.Id, booking.Version, CancelReason.ChangedInGoogle, cancellationToken)).Refusal,
            CalendarConflictKind.Overlap => (await scheduler.CancelAsync(actor, booking.Id, booking.Version, CancelReason.RoomUnavailable, cancellationToken)).Refusal,
            _ => null,
        };
        // Already as proposed: the decision only has to be written down.
        if (refusal is not null && refusal.Code is not (RefusalCode.NothingToDo or RefusalCode.AlreadyCancelled))
        {
            return refusal;
        }

        return await DecideAsync(db, actor, conflict, CalendarConflictState.Accepted, cancellationToken);
    }

    /// <summary>Keeps the booking: its own event is put back as it was; somebody else's event that lies over it stays and is no longer shown.</summary>
    public async Task<Outcome<Guid>> RestoreAsync(Actor actor, Guid conflictId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.DecideCalendarConflict, conflictId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await ReadAsync(db, actor, conflictId, cancellationToken) is not var (conflict, booking))
        {
            return new Refusal(RefusalCode.AlreadyDecided);
        }

        if (conflict.Kind != CalendarConflictKind.Overlap)
        {
            await Contradictions.PlanAsync(db, booking, time.Now, cancellationToken);
        }

        return await DecideAsync(db, actor, conflict, CalendarConflictState.Restored, cancellationToken);
    }

    /// <summary>What can still be decided: contradictions of sessions to come that have not gone away.</summary>
    internal static IQueryable<CalendarConflict> OpenIn(AppDb db, Actor actor, Instant now)
    {
        var bookings = db.BookingsSeenBy(actor);
        return db.CalendarConflicts.Where(conflict => conflict.State == CalendarConflictState.Open && bookings.Any(booking =>
            booking.Id == conflict.BookingId && booking.State != BookingState.Cancelled && booking.End > now
            && (conflict.Kind != CalendarConflictKind.Overlap || (conflict.RoomId == booking.RoomId && conflict.Start < booking.End && conflict.End > booking.Start))));
    }

    private static Slot SlotOf(Booking booking, CalendarConflict conflict) => new(
        booking.RoomId, booking.PractitionerId, conflict.Start!.Value, booking.Mode, (int)(conflict.End!.Value - conflict.Start.Value).TotalMinutes, booking.IsOutOfHours);

    private static async Task<(CalendarConflict Conflict, Booking Booking)?> ReadAsync(AppDb db, Actor actor, Guid conflictId, CancellationToken cancellationToken)
    {
        var conflict = await db.CalendarConflicts.SingleOrDefaultAsync(row => row.Id == conflictId && row.State == CalendarConflictState.Open, cancellationToken);
        var booking = conflict is null ? null : await db.BookingsSeenBy(actor).AsNoTracking().SingleOrDefaultAsync(row => row.Id == conflict.BookingId, cancellationToken);
        return booking is null ? null : (conflict!, booking);
    }

    private async Task<Outcome<Guid>> DecideAsync(AppDb db, Actor actor, CalendarConflict conflict, CalendarConflictState state, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        conflict.State = state;
        conflict.DecidedAt = time.Now;
        audit.Add(db, actor, Operation.DecideCalendarConflict, conflict.BookingId, detail: $"{conflict.Kind}: {state}");
        var released = conflict.Kind == CalendarConflictKind.Overlap ? null : await blocks.ReleaseAsync(db, conflict.BookingId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        released?.Publish();
        signal.Wake();
        return conflict.Id;
    }
}
