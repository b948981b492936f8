using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>One booked session in a list: a reference, never a name. Times in UTC.</summary>
public sealed record SessionRow(Guid BookingId, Guid CaseId, string Reference, string Language, Guid RoomId, Guid PractitionerId, Instant Start, Instant End, SupportMode Mode, BookingState State, bool IsOutOfHours);

/// <summary>Lists of booked sessions for the first page, for a case and for a practitioner.</summary>
public sealed class SessionList(IDbContextFactory<AppDb> databases, AccessGuard access)
{
    /// <summary>The most rows that one list gives.</summary>
    public const int Most = 100;

    /// <summary>The sessions of all rooms that overlap a time, by start; cancelled ones are left out.</summary>
    public Task<IReadOnlyList<SessionRow>> BetweenAsync(Actor actor, TimeRange time, CancellationToken cancellationToken)
    {
        var (start, end) = (time.Start, time.End);
        // A session lasts four hours at most; the bound lets the index on the start be used.
        var earliest = start - Duration.FromHours(5);
        return ListAsync(actor, Operation.ViewRoomCalendars, null, rows => rows
            .Where(booking => booking.Start < end && booking.Start > earliest && booking.End > start && booking.State != BookingState.Cancelled)
            .OrderBy(booking => booking.Start).ThenBy(booking => booking.RoomId).Take(Most), cancellationToken);
    }

    /// <summary>The coming sessions of the actor's own, by start; none for an account that is no practitioner's.</summary>
    public async Task<IReadOnlyList<SessionRow>> OwnAsync(Actor actor, Instant from, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var own = actor.PractitionerId ?? Guid.Empty;
        return await ListAsync(actor, Operation.ViewOwnSessions, null, rows => rows
            .Where(booking => booking.PractitionerId == own && booking.End > from && booking.State != BookingState.Cancelled)
            .OrderBy(booking => booking.Start).Take(Math.Clamp(take, 1, Most)), cancellationToken);
    }

    /// <summary>The sessions of one case from an instant on, by start, cancelled ones too.</summary>
    public Task<IReadOnlyList<SessionRow>> OfCaseAsync(Actor actor, Guid caseId, Instant from, CancellationToken cancellationToken) =>
        ListAsync(actor, Operation.ViewCases, caseId, rows => rows
            .Where(booking => booking.CaseId == caseId && booking.End > from)
            .OrderBy(booking => booking.Start).Take(Most), cancellationToken);

    /// <summary>What some bookings are, for lists that know their ids only.</summary>
    public async Task<IReadOnlyDictionary<Guid, SessionRow>> OfBookingsAsync(Actor actor, IReadOnlyCollection<Guid> bookingIds, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(actor, Operation.ViewRoomCalendars, null, bookings => bookings.Where(booking => bookingIds.Contains(booking.Id)).Take(Most), cancellationToken);
        return rows.ToDictionary(row => row.BookingId);
    }

    private async Task<IReadOnlyList<SessionRow>> ListAsync(Actor actor, Operation operation, Guid? subjectId, Func<IQueryable<Booking>, IQueryable<Booking>> choose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, operation, subjectId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await choose(db.BookingsSeenBy(actor).AsNoTracking())
            .Join(db.Cases, booking => booking.CaseId, file => file.Id, (booking, file) => new SessionRow(
                booking.Id, booking.CaseId, file.Reference, file.Language, booking.RoomId, booking.PractitionerId, booking.Start, booking.End, booking.Mode, booking.State, booking.IsOutOfHours))
            .ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Start).ThenBy(row => row.RoomId)];
    }
}
