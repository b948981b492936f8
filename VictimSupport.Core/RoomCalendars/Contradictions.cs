using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>Writes down contradictions between a booking and its room's outside calendar, and plans deliveries, in the caller's transaction.</summary>
internal static class Contradictions
{
    /// <summary>Proposes what somebody did to the booking's own event; a change that was proposed before is not proposed again. Returns what is open to decide now, null when it was decided.</summary>
    public static async Task<CalendarConflictKind?> ReportAsync(AppDb db, Booking booking, CalendarCopy copy, OutsideEvent found, Instant now, CancellationToken cancellationToken)
    {
        var isMoved = found.Start is not null && found.End > found.Start && (found.Start != booking.Start || found.End != booking.End);
        var kind = found.IsCancelled ? CalendarConflictKind.Removed : isMoved ? CalendarConflictKind.Moved : CalendarConflictKind.Edited;
        // A list tells a removed event without its etag: the version that we wrote names the removal.
        var stamp = found.IsCancelled ? "removed " + copy.Etag : found.Etag ?? "";
        return await PutAsync(db, booking, copy.EventId, kind, stamp, found, now, cancellationToken) ? kind : null;
    }

    /// <summary>Proposes that somebody else's event lies over a booking.</summary>
    public static Task ReportOverlapAsync(AppDb db, Booking booking, OutsideEvent found, Instant now, CancellationToken cancellationToken) =>
        PutAsync(db, booking, found.Id, CalendarConflictKind.Overlap, FormattableString.Invariant($"{found.Start} {found.End} {booking.Version}"), found, now, cancellationToken);

    /// <summary>An open contradiction of an outside event has gone away; bookings in <paramref name="stillOverlapped"/> keep theirs.</summary>
    public static async Task SettleExternalAsync(AppDb db, Guid roomId, string externalId, IReadOnlyCollection<Guid> stillOverlapped, CancellationToken cancellationToken)
    {
        var open = await db.CalendarConflicts.Where(row => row.RoomId == roomId && row.ExternalId == externalId && row.State == CalendarConflictState.Open).ToListAsync(cancellationToken);
        foreach (var conflict in open.Where(row => !stillOverlapped.Contains(row.BookingId)))
        {
            conflict.State = CalendarConflictState.Gone;
        }
    }

    /// <summary>The booking's own event is as it should be again.</summary>
    public static async Task SettleAsync(AppDb db, Guid bookingId, string eventId, CancellationToken cancellationToken)
    {
        var open = await db.CalendarConflicts.Where(row => row.BookingId == bookingId && row.ExternalId == eventId && row.State == CalendarConflictState.Open).ToListAsync(cancellationToken);
        open.ForEach(conflict => conflict.State = CalendarConflictState.Gone);
    }

    /// <summary>Promises that the booking's event is brought to what the booking is now, although nothing of the booking changed.</summary>
    public static async Task PlanAsync(AppDb db, Booking booking, Instant now, CancellationToken cancellationToken)
    {
        var message = await db.OutboxMessages.SingleOrDefaultAsync(
            row => row.BookingId == booking.Id && row.Channel == OutboxChannel.RoomCalendar && row.BookingVersion == booking.Version && row.Kind == OutboxKind.CalendarEvent, cancellationToken);
        if (message is null)
        {
            db.OutboxMessages.Add(new OutboxMessage
            {
                Id = Guid.CreateVersion7(), Channel = OutboxChannel.RoomCalendar, Kind = OutboxKind.CalendarEvent, BookingId = booking.Id, BookingVersion = booking.Version,
                CaseId = booking.CaseId, RoomId = booking.RoomId, CreatedAt = now, DueAt = now,
            });
        }
        else if (message.State is not (OutboxState.Waiting or OutboxState.Sending))
        {
            message.State = OutboxState.Waiting;
            message.DueAt = now;
            message.Attempts = 0;
            message.CompletedAt = null;
        }
    }

    /// <summary>Whether it is open to decide.</summary>
    private static async Task<bool> PutAsync(AppDb db, Booking booking, string externalId, CalendarConflictKind kind, string stamp, OutsideEvent found, Instant now, CancellationToken cancellationToken)
    {
        var conflict = await db.CalendarConflicts.SingleOrDefaultAsync(row => row.BookingId == booking.Id && row.ExternalId == externalId, cancellationToken);
        if (conflict is null)
        {
            conflict = new CalendarConflict { Id = Guid.CreateVersion7(), BookingId = booking.Id, RoomId = booking.RoomId, ExternalId = externalId, Stamp = stamp, Kind = kind, FoundAt = now };
            db.CalendarConflicts.Add(conflict);
        }
        else if (conflict.Stamp == stamp && conflict.State != CalendarConflictState.Gone)
        {
            return conflict.State == CalendarConflictState.Open;
        }

        conflict.Stamp = stamp;
        conflict.Kind = kind;
        conflict.RoomId = booking.RoomId;
        conflict.State = CalendarConflictState.Open;
        conflict.Start = found.IsCancelled ? null : found.Start;
        conflict.End = found.IsCancelled ? null : found.End;
        conflict.FoundAt = now;
        conflict.DecidedAt = null;
        return true;
    }
}
