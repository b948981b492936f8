using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Scheduling;

/// <summary>Keeps the time that outside events take from a room. A block never takes what a booking holds: that is a conflict for a person to decide.</summary>
public sealed class RoomBlocks(BookingFeed feed, TimeProvider time)
{
    /// <summary>
    /// Puts or moves the block of an outside event in the caller's transaction and returns the bookings it overlaps; the caller saves and then calls
    /// the returned action to tell open calendars.
    /// </summary>
    public async Task<BlockChange> PutAsync(AppDb db, Guid roomId, string externalId, string? etag, TimeRange range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var block = await db.RoomBlocks.SingleOrDefaultAsync(row => row.RoomId == roomId && row.ExternalId == externalId, cancellationToken);
        List<CalendarChange> changes = [];
        if (block is null)
        {
            block = new RoomBlock { Id = Guid.CreateVersion7(), RoomId = roomId, ExternalId = externalId, Start = range.Start, End = range.End, ExternalEtag = etag };
            db.RoomBlocks.Add(block);
        }
        else
        {
            block.ExternalEtag = etag;
            if (block.Range == range)
            {
                return new BlockChange(feed, [], [], []);
            }

            changes.Add(ChangeOf(block));
            await FreeAsync(db, block, cancellationToken);
            block.Start = range.Start;
            block.End = range.End;
        }

        changes.Add(ChangeOf(block));
        db.CalendarChanges.AddRange(changes);
        await TakeFreeAsync(db, block, cancellationToken);
        var overlapped = await db.Bookings
            .Where(booking => booking.RoomId == roomId && booking.State != BookingState.Cancelled && booking.Start < range.End && booking.End > range.Start)
            .Select(booking => booking.Id)
            .ToListAsync(cancellationToken);
        return new BlockChange(feed, changes, overlapped, [block.Id]);
    }

    /// <summary>Removes the block of an outside event that is gone, in the caller's transaction.</summary>
    public async Task<BlockChange> RemoveAsync(AppDb db, Guid roomId, string externalId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var block = await db.RoomBlocks.SingleOrDefaultAsync(row => row.RoomId == roomId && row.ExternalId == externalId, cancellationToken);
        if (block is null)
        {
            return new BlockChange(feed, [], [], []);
        }

        await FreeAsync(db, block, cancellationToken);
        db.RoomBlocks.Remove(block);
        var change = ChangeOf(block);
        db.CalendarChanges.Add(change);
        return new BlockChange(feed, [change], [], [block.Id]);
    }

    /// <summary>
    /// Keeps the time that a booking's own event was moved to until a person decides, in the caller's transaction; what others hold there stays theirs.
    /// The booking's next move, its cancellation and <see cref="ReleaseAsync"/> free it.
    /// </summary>
    public async Task<BlockChange> HoldAsync(AppDb db, Booking booking, string externalId, string? etag, TimeRange range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(booking);
        var id = RoomBlock.ProposalOf(booking.Id);
        if (await db.RoomBlocks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } held && held.ExternalId == externalId && held.Range == range)
        {
            held.ExternalEtag = etag;
            return new BlockChange(feed, [], [], []);
        }

        var former = await ReleaseAsync(db, booking.Id, cancellationToken);
        // Back to the outside event's ordinary block, should it have been taken for somebody else's once.
        var stranger = await RemoveAsync(db, booking.RoomId, externalId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var block = new RoomBlock { Id = id, RoomId = booking.RoomId, ExternalId = externalId, Start = range.Start, End = range.End, ExternalEtag = etag };
        db.RoomBlocks.Add(block);
        var change = ChangeOf(block);
        db.CalendarChanges.Add(change);
        await TakeFreeAsync(db, block, cancellationToken);
        return new BlockChange(feed, [.. former.Changes, .. stranger.Changes, change], [], [block.Id]);
    }

    /// <summary>Frees the time kept by <see cref="HoldAsync"/>, in the caller's transaction; nothing happens when none is.</summary>
    public async Task<BlockChange> ReleaseAsync(AppDb db, Guid bookingId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (block, starts) = await BookedSlots.ReleaseProposalAsync(db, bookingId, cancellationToken);
        if (block is null)
        {
            return new BlockChange(feed, [], [], []);
        }

        await BookedSlots.ReturnToBlocksAsync(db, block.RoomId, starts, null, cancellationToken);
        var change = ChangeOf(block);
        db.CalendarChanges.Add(change);
        return new BlockChange(feed, [change], [], [block.Id]);
    }

    private CalendarChange ChangeOf(RoomBlock block) => new() { RoomId = block.RoomId, Start = block.Start, End = block.End, At = time.Now };

    // Another outside event may lie over the same time: what one leaves is the other's.
    private static async Task FreeAsync(AppDb db, RoomBlock block, CancellationToken cancellationToken)
    {
        var starts = await BookedSlots.FreeAsync(db, block, cancellationToken);
        await BookedSlots.ReturnToBlocksAsync(db, block.RoomId, starts, null, cancellationToken, exceptBlock: block.Id);
    }

    // A booking that takes a quantum between this read and the save breaks the key: the caller's transaction fails whole and is done again.
    private static async Task TakeFreeAsync(AppDb db, RoomBlock block, CancellationToken cancellationToken)
    {
        var first = Quantum.Floor(block.Start);
        var taken = await db.BookedSlots
            .Where(slot => slot.Kind == ResourceKind.Room && slot.ResourceId == block.RoomId && slot.Start >= first && slot.Start < block.End)
            .Select(slot => slot.Start)
            .ToHashSetAsync(cancellationToken);
        // Given to another block a moment ago and not saved yet.
        taken.UnionWith(db.BookedSlots.Local.Where(slot => slot.Kind == ResourceKind.Room && slot.ResourceId == block.RoomId).Select(slot => slot.Start));
        db.BookedSlots.AddRange(Quantum.Touched(block.Range).Where(start => !taken.Contains(start))
            .Select(start => new BookedSlot { Kind = ResourceKind.Room, ResourceId = block.RoomId, Start = start, HolderId = block.Id }));
    }
}

/// <summary>What putting or removing a block led to.</summary>
public sealed class BlockChange
{
    private readonly BookingFeed _feed;
    private readonly List<CalendarChange> _changes;

    internal BlockChange(BookingFeed feed, List<CalendarChange> changes, List<Guid> overlapped, List<Guid> blocks)
    {
        _feed = feed;
        _changes = changes;
        OverlappedBookings = overlapped;
        ChangedBlocks = blocks;
    }

    internal IReadOnlyList<CalendarChange> Changes => _changes;

    /// <summary>Bookings that now stand under an outside event: conflicts to propose.</summary>
    public IReadOnlyList<Guid> OverlappedBookings { get; }

    public IReadOnlyList<Guid> ChangedBlocks { get; }

    /// <summary>Tells open calendars; called after the commit.</summary>
    public void Publish() => _feed.Publish(_changes);
}
