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

/// <summary>A time that an outside event blocks.</summary>
public sealed record CalendarBlock(Guid Id, Guid RoomId, Instant Start, Instant End);

/// <summary>The rooms' calendars over some days: what is booked, what is blocked, and the organisation's hours, rooms and names.</summary>
public sealed record CalendarPage(OrganisationSnapshot Organisation, LocalDate From, int Days, IReadOnlyList<CalendarBooking> Bookings, IReadOnlyList<CalendarBlock> Blocks);

/// <summary>Reads room calendars; only what is seen is read.</summary>
public sealed class RoomCalendarView(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access)
{
    public const int MostDays = 14;

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
        var messages = db.Set<OutboxMessage>();
        var cases = db.Set<SupportCase>();
        var bookings = await db.Bookings.AsNoTracking()
            .Where(booking => booking.Start >= earliest && booking.Start < end && booking.End > start && booking.State != BookingState.Cancelled)
            .Join(cases, booking => booking.CaseId, file => file.Id, (booking, file) => new { booking, file.Reference })
            .OrderBy(row => row.booking.Start)
            .ToListAsync(cancellationToken);
        var states = await messages.AsNoTracking()
            .Join(db.Bookings.Where(booking => booking.Start >= earliest && booking.Start < end), message => message.BookingId, booking => booking.Id, (message, booking) => message)
            .Where(message => message.Channel != OutboxChannel.PractitionerMail)
            .Select(message => new { message.BookingId, message.Channel, message.BookingVersion, message.CreatedAt, message.State })
            .ToListAsync(cancellationToken);
        var newest = states.GroupBy(message => (message.BookingId, message.Channel))
            .ToDictionary(group => group.Key, group => group.OrderByDescending(message => message.BookingVersion).ThenByDescending(message => message.CreatedAt).First().State);
        var blocks = await db.RoomBlocks.AsNoTracking()
            .Where(block => block.Start < end && block.End > start)
            .Select(block => new CalendarBlock(block.Id, block.RoomId, block.Start, block.End))
            .ToListAsync(cancellationToken);
        return new CalendarPage(organisation, from, days, [.. bookings.Select(row => ToRow(row.booking, row.Reference, newest))], blocks);
    }

    private static CalendarBooking ToRow(Booking booking, string reference, Dictionary<(Guid BookingId, OutboxChannel Channel), OutboxState> newest) => new(
        booking.Id, booking.Version, booking.CaseId, reference, booking.RoomId, booking.PractitionerId, booking.Start, booking.End, booking.TakenUntil, booking.Mode, booking.State, booking.IsOutOfHours, booking.SeriesId,
        newest.TryGetValue((booking.Id, OutboxChannel.RoomCalendar), out var calendar) ? calendar : null,
        newest.TryGetValue((booking.Id, OutboxChannel.ClientMail), out var link) ? link : null);
}
