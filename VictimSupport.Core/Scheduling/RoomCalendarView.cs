using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>One booking as a calendar shows it; the client is a reference.</summary>
/// <param name="CalendarState">The state of the newest calendar message, null when the room has no calendar to write to.</param>
/// <param name="LinkState">The state of the newest mail to the client, null when none is promised.</param>
public sealed record CalendarBooking(Guid Id, int Version, Guid CaseId, string Reference, Guid RoomId, Guid PractitionerId, Instant Start, Instant End, Instant TakenUntil, SupportMode Mode, BookingState State, bool IsOutOfHours, Guid? SeriesId, OutboxState? CalendarState, OutboxState? LinkState);

/// <summary>A time that is not free, for what is shown of no one: an outside event, or a session of a case that the reader is kept out of.</summary>
public sealed record CalendarBlock(Guid Id, Guid RoomId, Instant Start, Instant End);

/// <summary>The rooms' calendars over some days: what is booked, what is blocked, and the organisation's hours, rooms and names.</summary>
public sealed record CalendarPage(OrganisationSnapshot Organisation, LocalDate From, int Days, IReadOnlyList<CalendarBooking> Bookings, IReadOnlyList<CalendarBlock> Blocks);

/// <summary>Reads room calendars; only what is seen is read.</summary>
public sealed class RoomCalendarView(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access)
{
    public const int MostDays = 14;
    private static readonly byte[] Salt = RandomNumberGenerator.GetBytes(16);

    // Compiled once: a calendar is stepped through week by week, and making the query would take longer than running it.
    // Not static: a compiled query belongs to one provider's model, and the tests run several in one process.
    private readonly Func<AppDb, Instant, Instant, Instant, IAsyncEnumerable<CalendarBooking>> _bookings = EF.CompileAsyncQuery(
        (AppDb db, Instant earliest, Instant start, Instant end) => db.Set<Booking>().AsNoTracking()
            .Where(booking => booking.Start >= earliest && booking.Start < end && booking.End > start && booking.State != BookingState.Cancelled)
            .Join(db.Set<SupportCase>(), booking => booking.CaseId, file => file.Id, (booking, file) => new { booking, file.Reference })
            .OrderBy(row => row.booking.Start)
            .Select(row => new CalendarBooking(
                row.booking.Id, row.booking.Version, row.booking.CaseId, row.Reference, row.booking.RoomId, row.booking.PractitionerId, row.booking.Start, row.booking.End, row.booking.TakenUntil,
                row.booking.Mode, row.booking.State, row.booking.IsOutOfHours, row.booking.SeriesId,
                db.Set<OutboxMessage>().Where(message => message.BookingId == row.booking.Id && message.Channel == OutboxChannel.RoomCalendar)
                    .OrderByDescending(message => message.BookingVersion).ThenByDescending(message => message.CreatedAt).Select(message => (OutboxState?)message.State).FirstOrDefault(),
                db.Set<OutboxMessage>().Where(message => message.BookingId == row.booking.Id && message.Channel == OutboxChannel.ClientMail)
                    .OrderByDescending(message => message.BookingVersion).ThenByDescending(message => message.CreatedAt).Select(message => (OutboxState?)message.State).FirstOrDefault())));

    private readonly Func<AppDb, Instant, Instant, IAsyncEnumerable<CalendarBlock>> _blocks = EF.CompileAsyncQuery(
        (AppDb db, Instant start, Instant end) => db.Set<RoomBlock>().AsNoTracking()
            .Where(block => block.Start < end && block.End > start)
            .Select(block => new CalendarBlock(block.Id, block.RoomId, block.Start, block.End)));

    /// <summary>The days from <paramref name="from"/> on, local; cancelled bookings are left out.</summary>
    public async Task<CalendarPage> ReadAsync(Actor actor, LocalDate from, int days, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        await access.DemandAsync(actor, Operation.ViewRoomCalendars, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var start = organisation.Zone.AtStartOfDay(from).ToInstant();
        var end = organisation.Zone.AtStartOfDay(from.PlusDays(days)).ToInstant();
        // A session lasts four hours at most: bookings that reach into the first day began no earlier than this.
        var earliest = start - Duration.FromMinutes(BookingRules.LongestMinutes + OrganisationSettings.QuantumMinutes);
        var hidden = await db.HiddenFrom(actor).ToListAsync(cancellationToken);
        var bookings = new List<CalendarBooking>();
        var blocks = new List<CalendarBlock>();
        await foreach (var booking in _bookings(db, earliest, start, end).WithCancellation(cancellationToken))
        {
            if (hidden.Count > 0 && hidden.Contains(booking.CaseId))
            {
                blocks.Add(new CalendarBlock(Disguised(booking.Id), booking.RoomId, booking.Start, booking.End));
                continue;
            }

            bookings.Add(booking);
        }

        await foreach (var block in _blocks(db, start, end).WithCancellation(cancellationToken))
        {
            blocks.Add(block);
        }

        return new CalendarPage(organisation, from, days, bookings, blocks);
    }

    // A session of a case that the reader is kept out of is a time that is not free, and nothing else: not even its id.
    private static Guid Disguised(Guid bookingId)
    {
        var hash = SHA256.HashData([.. Salt, .. bookingId.ToByteArray()]);
        return new Guid(hash.AsSpan(0, 16));
    }
}
