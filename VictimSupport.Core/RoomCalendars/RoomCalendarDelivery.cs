using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>
/// Brings the event of a booking to what the booking is now, whatever the message once told: repeated or late deliveries
/// end in the same state, and ids computed from the booking keep a crash from doubling it.
/// </summary>
internal sealed class RoomCalendarDelivery(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, IRoomCalendar calendar, RoomBlocks blocks, TimeProvider time) : IOutboxHandler
{
    // What only a person can mend is looked at again this often, so that it goes on by itself once mended.
    private static readonly Duration Slowly = Duration.FromMinutes(5);

    public IReadOnlyCollection<OutboxChannel> Channels { get; } = [OutboxChannel.RoomCalendar];

    public async Task<Delivery> DeliverAsync(OutboxClaim claim, CancellationToken cancellationToken)
    {
        // A later change of the booking waits for this hand-over, so an old write never lands on a newer one.
        if (!await claim.BeginSendAsync(cancellationToken))
        {
            return Delivery.Obsolete;
        }

        try
        {
            await BringAsync(claim.Message.BookingId, cancellationToken);
            return Delivery.Sent;
        }
        catch (RoomCalendarException exception) when (exception.Problem == DeliveryProblem.Refused)
        {
            return Delivery.Fail(exception.Problem, exception.Code);
        }
        catch (RoomCalendarException exception)
        {
            return Delivery.Retry(exception.Problem, exception.Code, exception.NeedsPerson ? Slowly : exception.After);
        }
    }

    private async Task BringAsync(Guid bookingId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var booking = await db.Bookings.AsNoTracking().SingleAsync(row => row.Id == bookingId, cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var room = organisation.RoomsById[booking.RoomId];
        string? wanted = null;
        if (booking.State != BookingState.Cancelled && room.Kind == RoomKind.Online)
        {
            wanted = calendar.AddressOf(room) ?? throw new RoomCalendarException(DeliveryProblem.SettingsMissing, "calendar");
            var reference = await db.Cases.Where(file => file.Id == booking.CaseId).Select(file => file.Reference).SingleAsync(cancellationToken);
            await PutAsync(db, booking, wanted, EventContent.Of(booking, organisation, reference), cancellationToken);
        }

        var leftOver = await db.CalendarCopies.Where(copy => copy.BookingId == bookingId && copy.Address != wanted && copy.State != CopyState.Removed).ToListAsync(cancellationToken);
        foreach (var copy in leftOver.Where(copy => calendar.Owns(copy.Address)))
        {
            await RemoveAsync(db, booking, copy, cancellationToken);
        }
    }

    private async Task PutAsync(AppDb db, Booking booking, string address, EventContent content, CancellationToken cancellationToken)
    {
        var copy = await db.CalendarCopies.SingleOrDefaultAsync(row => row.BookingId == booking.Id && row.Address == address, cancellationToken);
        if (copy is null)
        {
            // Said before it is done: whatever happens next, a cancellation knows where to look.
            copy = new CalendarCopy { Id = Guid.CreateVersion7(), BookingId = booking.Id, Address = address, EventId = EventPlace.IdOf(booking.Id, 0) };
            db.CalendarCopies.Add(copy);
        }

        var wasPresent = copy.State == CopyState.Present;
        if (!wasPresent)
        {
            copy.State = CopyState.Intended;
            await db.SaveChangesAsync(cancellationToken);
        }

        var written = await calendar.PutAsync(PlaceOf(booking, copy), content, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Found changed although it stood as we left it: a person's change is put back, but not silently.
        if (wasPresent && written.Overwritten is { } found)
        {
            await Contradictions.ReportAsync(db, booking, copy, found, time.Now, cancellationToken);
        }

        copy.Generation = written.Generation;
        copy.EventId = written.EventId;
        copy.Etag = written.Etag;
        copy.Hash = content.Hash;
        copy.State = CopyState.Present;
        // Read back before it was known as ours, it may have become a block.
        var unblocked = await blocks.RemoveAsync(db, booking.RoomId, written.EventId, cancellationToken);
        var released = await blocks.ReleaseAsync(db, booking.Id, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        unblocked.Publish();
        released.Publish();
    }

    private async Task RemoveAsync(AppDb db, Booking booking, CalendarCopy copy, CancellationToken cancellationToken)
    {
        copy.State = CopyState.Removing;
        await db.SaveChangesAsync(cancellationToken);
        await calendar.RemoveAsync(PlaceOf(booking, copy), cancellationToken);
        copy.State = CopyState.Removed;
        copy.Etag = null;
        await Contradictions.SettleAsync(db, booking.Id, copy.EventId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static EventPlace PlaceOf(Booking booking, CalendarCopy copy) =>
        new(booking.Id, booking.Version, copy.Address, copy.Generation, copy.Etag, copy.Etag is not null);
}
