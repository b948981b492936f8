using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>What a comparison of a room's bookings with its outside calendar found.</summary>
/// <param name="Missing">Sessions that had no event.</param>
/// <param name="Different">Events that somebody had moved or edited.</param>
/// <param name="LeftOver">Events whose session is no longer there.</param>
/// <param name="Blocks">Blocks that were missing or no longer true.</param>
public sealed record DriftReport(int Missing, int Different, int LeftOver, int Blocks)
{
    public bool IsClean => this == new DriftReport(0, 0, 0, 0);
}

/// <summary>Reads a room's outside calendar and applies what changed: blocks, echoes, contradictions, and the token they stand for, in one transaction.</summary>
internal sealed class RoomCalendarPull(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, IRoomCalendar calendar, RoomBlocks blocks, OutboxSignal signal, TimeProvider time)
{
    private const int Tries = 4;

    /// <summary>How far ahead both sides are compared.</summary>
    public static readonly Duration Ahead = Duration.FromDays(90);

    /// <summary>Reads what changed, or everything when <paramref name="compare"/> asks for it; throws <see cref="RoomCalendarException"/>.</summary>
    public async Task<DriftReport> PullAsync(Guid roomId, bool compare, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await PullOnceAsync(roomId, compare, cancellationToken);
            }
            catch (DbUpdateException exception) when (attempt < Tries && (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation || exception.IsTransient))
            {
                // Somebody booked or pulled in the same moment: nothing was saved, look again.
            }
        }
    }

    private async Task<DriftReport> PullOnceAsync(Guid roomId, bool compare, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var address = calendar.AddressOf(organisation.RoomsById[roomId]) ?? throw new RoomCalendarException(DeliveryProblem.SettingsMissing, "calendar");
        var state = await StateAsync(db, roomId, cancellationToken);
        var token = compare || state.Address != address ? null : state.SyncToken;
        var changes = await calendar.PullAsync(address, token, time.Now - Duration.FromDays(1), cancellationToken);
        var lost = changes.IsFull ? await FindLostAsync(db, roomId, address, changes, cancellationToken) : [];

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var work = new Work(db, organisation, roomId, address, time.Now);
        await ApplyAsync(work, [.. changes.Events, .. lost], changes.IsFull, cancellationToken);
        if (compare)
        {
            await PlanUndeliveredAsync(work, cancellationToken);
            state.ReconciledAt = work.Now;
            (state.DriftMissing, state.DriftDifferent, state.DriftLeftOver, state.DriftBlocks) = (work.Missing, work.Different, work.LeftOver, work.Blocks);
        }

        state.Address = address;
        state.SyncToken = changes.SyncToken;
        state.PulledAt = work.Now;
        state.Problem = null;
        state.ProblemCode = null;
        state.ProblemSince = null;
        state.FailedPulls = 0;
        state.NextPullAt = null;
        state.Version++;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        work.Changes.ForEach(change => change.Publish());
        signal.Wake();
        return new DriftReport(work.Missing, work.Different, work.LeftOver, work.Blocks);
    }

    /// <summary>The row of a room's state, made when it is not there.</summary>
    public static async Task<RoomCalendarState> StateAsync(AppDb db, Guid roomId, CancellationToken cancellationToken)
    {
        var state = await db.RoomCalendarStates.SingleOrDefaultAsync(row => row.RoomId == roomId, cancellationToken);
        if (state is null)
        {
            state = new RoomCalendarState { RoomId = roomId };
            db.RoomCalendarStates.Add(state);
        }

        return state;
    }

    /// <summary>Own events that a full list does not hold are asked for one by one: only a confirmed absence counts as removed.</summary>
    private async Task<List<OutsideEvent>> FindLostAsync(AppDb db, Guid roomId, string address, OutsideChanges changes, CancellationToken cancellationToken)
    {
        var listed = changes.Events.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var now = time.Now;
        var bookings = db.Set<Booking>();
        var expected = await db.CalendarCopies
            .Where(copy => copy.Address == address && copy.State == CopyState.Present
                && bookings.Any(booking => booking.Id == copy.BookingId && booking.RoomId == roomId && booking.State != BookingState.Cancelled && booking.Start > now))
            .Select(copy => copy.EventId)
            .ToListAsync(cancellationToken);
        List<OutsideEvent> lost = [];
        foreach (var eventId in expected.Where(id => !listed.Contains(id)))
        {
            lost.Add(await calendar.FindAsync(address, eventId, cancellationToken) ?? new OutsideEvent(eventId, null, IsCancelled: true, IsFree: false, null, null, null, null));
        }

        return lost;
    }

    private async Task ApplyAsync(Work work, List<OutsideEvent> events, bool isFull, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var ids = events.Select(item => item.Id).ToList();
        var copies = await db.CalendarCopies.Where(copy => copy.Address == work.Address && ids.Contains(copy.EventId)).ToDictionaryAsync(copy => copy.EventId, StringComparer.Ordinal, cancellationToken);
        var blocking = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in events)
        {
            if (copies.TryGetValue(item.Id, out var copy))
            {
                if (await ApplyOwnAsync(work, copy, item, cancellationToken))
                {
                    blocking.Add(item.Id);
                }
            }
            else if (BlockRange(item, work.Now) is { } range)
            {
                blocking.Add(item.Id);
                await PutBlockAsync(work, item, range, cancellationToken);
            }
            else
            {
                await RemoveBlockAsync(work, item.Id, cancellationToken);
            }
        }

        if (isFull)
        {
            // The mirror of the room is made anew: whatever is not listed is no longer there. Bookings are not touched.
            var held = await db.RoomBlocks.Where(block => block.RoomId == work.RoomId && block.End > work.Now).Select(block => block.ExternalId).ToListAsync(cancellationToken);
            foreach (var id in held.Where(id => !blocking.Contains(id)))
            {
                await RemoveBlockAsync(work, id, cancellationToken);
            }
        }
    }

    /// <summary>What an outside event takes from the room: nothing when it is cancelled, marked as free, past or beyond the horizon.</summary>
    private static TimeRange? BlockRange(OutsideEvent item, Instant now)
    {
        if (item.IsCancelled || item.IsFree || item.Start is not { } start || item.End is not { } end)
        {
            return null;
        }

        var from = Instant.Max(start, Quantum.Floor(now - Duration.FromDays(1)));
        var until = Instant.Min(end, now + BookingRules.Horizon);
        return until > from ? new TimeRange(from, until) : null;
    }

    private async Task PutBlockAsync(Work work, OutsideEvent item, TimeRange range, CancellationToken cancellationToken)
    {
        var change = await blocks.PutAsync(work.Db, work.RoomId, item.Id, item.Etag, range, cancellationToken);
        // Saved one by one, so that the next block sees the quarter hours this one took.
        await work.Db.SaveChangesAsync(cancellationToken);
        if (change.ChangedBlocks.Count == 0)
        {
            return;
        }

        work.Blocks++;
        work.Changes.Add(change);
        await Contradictions.SettleExternalAsync(work.Db, work.RoomId, item.Id, change.OverlappedBookings, cancellationToken);
        var bookings = await work.Db.Bookings.AsNoTracking().Where(booking => change.OverlappedBookings.Contains(booking.Id) && booking.End > work.Now).ToListAsync(cancellationToken);
        foreach (var booking in bookings)
        {
            await Contradictions.ReportOverlapAsync(work.Db, booking, item, work.Now, cancellationToken);
        }
    }

    private async Task RemoveBlockAsync(Work work, string externalId, CancellationToken cancellationToken)
    {
        var change = await blocks.RemoveAsync(work.Db, work.RoomId, externalId, cancellationToken);
        if (change.ChangedBlocks.Count > 0)
        {
            await work.Db.SaveChangesAsync(cancellationToken);
            work.Blocks++;
            work.Changes.Add(change);
            await Contradictions.SettleExternalAsync(work.Db, work.RoomId, externalId, [], cancellationToken);
        }
    }

    /// <summary>Whether the event keeps a time of the room until somebody decides.</summary>
    private async Task<bool> ApplyOwnAsync(Work work, CalendarCopy copy, OutsideEvent item, CancellationToken cancellationToken)
    {
        var booking = await work.Db.Bookings.AsNoTracking().SingleAsync(row => row.Id == copy.BookingId, cancellationToken);
        var isWanted = booking.State != BookingState.Cancelled && booking.RoomId == work.RoomId;
        if (!isWanted)
        {
            if (!item.IsCancelled && copy.State == CopyState.Removed)
            {
                // A write that came through after its time: it is taken back.
                copy.State = CopyState.Removing;
                work.LeftOver++;
                await Contradictions.PlanAsync(work.Db, booking, work.Now, cancellationToken);
            }
        }
        else if (copy.State != CopyState.Present || booking.Start <= work.Now)
        {
            // On its way, or history: nothing to decide.
        }
        else if (item.IsAsWritten)
        {
            await Contradictions.SettleAsync(work.Db, booking.Id, copy.EventId, cancellationToken);
            await RefreshAsync(work, booking, copy, item, cancellationToken);
            work.Changes.Add(await blocks.ReleaseAsync(work.Db, booking.Id, cancellationToken));
        }
        else
        {
            _ = item.IsCancelled ? work.Missing++ : work.Different++;
            var proposed = await Contradictions.ReportAsync(work.Db, booking, copy, item, work.Now, cancellationToken);
            return await HoldAsync(work, booking, item, proposed, cancellationToken);
        }

        return false;
    }

    /// <summary>An event moved in Google keeps its new time free for the booking until somebody decides; any other change keeps nothing.</summary>
    private async Task<bool> HoldAsync(Work work, Booking booking, OutsideEvent item, CalendarConflictKind? proposed, CancellationToken cancellationToken)
    {
        var range = proposed == CalendarConflictKind.Moved ? BlockRange(item with { IsFree = false }, work.Now) : null;
        work.Changes.Add(range is { } moved
            ? await blocks.HoldAsync(work.Db, booking, item.Id, item.Etag, moved, cancellationToken)
            : await blocks.ReleaseAsync(work.Db, booking.Id, cancellationToken));
        // Saved one by one, so that the next block sees the quarter hours this one took.
        await work.Db.SaveChangesAsync(cancellationToken);
        return range is not null;
    }

    /// <summary>Our own echo; written again only when the organisation meanwhile wants other words or the booking stands elsewhere.</summary>
    private static async Task RefreshAsync(Work work, Booking booking, CalendarCopy copy, OutsideEvent item, CancellationToken cancellationToken)
    {
        copy.Etag = item.Etag;
        copy.Hash = item.ActualHash;
        var reference = await work.Db.Cases.Where(file => file.Id == booking.CaseId).Select(file => file.Reference).SingleAsync(cancellationToken);
        if (EventContent.Of(booking, work.Organisation, reference).Hash != item.ActualHash)
        {
            await Contradictions.PlanAsync(work.Db, booking, work.Now, cancellationToken);
        }
    }

    private static async Task PlanUndeliveredAsync(Work work, CancellationToken cancellationToken)
    {
        var until = work.Now + Ahead;
        var copies = work.Db.Set<CalendarCopy>();
        var missing = await work.Db.Bookings.AsNoTracking()
            .Where(booking => booking.RoomId == work.RoomId && booking.State != BookingState.Cancelled && booking.Start > work.Now && booking.Start < until
                && !copies.Any(copy => copy.BookingId == booking.Id && copy.Address == work.Address && copy.State == CopyState.Present))
            .ToListAsync(cancellationToken);
        foreach (var booking in missing)
        {
            await Contradictions.PlanAsync(work.Db, booking, work.Now, cancellationToken);
        }

        work.Missing += missing.Count;
    }

    private sealed record Work(AppDb Db, OrganisationSnapshot Organisation, Guid RoomId, string Address, Instant Now)
    {
        public List<BlockChange> Changes { get; } = [];

        public int Missing { get; set; }

        public int Different { get; set; }

        public int LeftOver { get; set; }

        public int Blocks { get; set; }
    }
}
