using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Scheduling;

/// <summary>Takes, frees and explains quarter hours; the unique key of <see cref="BookedSlot"/> does the refusing.</summary>
internal static class BookedSlots
{
    /// <summary>Adds the quanta of room, practitioner and client, gap included, to be saved with the context.</summary>
    public static void Take(AppDb db, Booking booking) => db.BookedSlots.AddRange(Of(booking));

    /// <summary>The quanta of room, practitioner and client that a booking takes.</summary>
    public static IEnumerable<BookedSlot> Of(Booking booking) =>
        from resource in Resources(booking)
        from start in Quantum.Touched(booking.Taken)
        select new BookedSlot { Kind = resource.Kind, ResourceId = resource.Id, Start = start, HolderId = booking.Id };

    /// <summary>The quanta of many new bookings, in the order of the key so that two series never wait for one another crosswise.</summary>
    public static IEnumerable<BookedSlot> InOrder(IReadOnlyList<Booking> bookings) =>
        bookings.SelectMany(Of).OrderBy(slot => slot.Kind).ThenBy(slot => slot.ResourceId).ThenBy(slot => slot.Start);

    public static async Task FreeAsync(AppDb db, Booking booking, CancellationToken cancellationToken)
    {
        foreach (var (kind, resource) in Resources(booking))
        {
            await db.BookedSlots
                .Where(slot => slot.Kind == kind && slot.ResourceId == resource && slot.Start >= booking.Start && slot.Start < booking.TakenUntil && slot.HolderId == booking.Id)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>Frees the time kept for what was done to a booking in its room's outside calendar; returns the block as it was, and its quarter hours.</summary>
    public static async Task<(RoomBlock? Block, List<Instant> Starts)> ReleaseProposalAsync(AppDb db, Guid bookingId, CancellationToken cancellationToken)
    {
        var id = RoomBlock.ProposalOf(bookingId);
        var block = await db.RoomBlocks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (block is null)
        {
            return (null, []);
        }

        var starts = await FreeAsync(db, block, cancellationToken);
        await db.RoomBlocks.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
        if (db.RoomBlocks.Local.FindEntry(id) is { } tracked)
        {
            tracked.State = EntityState.Detached;
        }

        return (block, starts);
    }

    /// <summary>Frees what a block holds and returns those quarter hours.</summary>
    public static async Task<List<Instant>> FreeAsync(AppDb db, RoomBlock block, CancellationToken cancellationToken)
    {
        var first = Quantum.Floor(block.Start);
        var held = db.BookedSlots.Where(slot => slot.Kind == ResourceKind.Room && slot.ResourceId == block.RoomId && slot.Start >= first && slot.Start < block.End && slot.HolderId == block.Id);
        var starts = await held.Select(slot => slot.Start).ToListAsync(cancellationToken);
        await held.ExecuteDeleteAsync(cancellationToken);
        // Deleted behind the context's back: it must not take them for present.
        foreach (var entry in db.ChangeTracker.Entries<BookedSlot>().Where(entry => entry.Entity.HolderId == block.Id).ToList())
        {
            entry.State = EntityState.Detached;
        }

        return starts;
    }

    /// <summary>What a booking or a block leaves may lie under another event of the room's outside calendar: those quanta become that event's.</summary>
    public static async Task ReturnToBlocksAsync(AppDb db, Guid roomId, IReadOnlyCollection<Instant> freed, Booking? movedTo, CancellationToken cancellationToken, Guid? exceptBlock = null)
    {
        if (freed.Count == 0)
        {
            return;
        }

        var (from, until) = (freed.Min(), freed.Max() + Quantum.Length);
        var blocks = await db.RoomBlocks.AsNoTracking().Where(block => block.RoomId == roomId && block.Start < until && block.End > from && block.Id != exceptBlock).ToListAsync(cancellationToken);
        var kept = movedTo is not null && movedTo.RoomId == roomId ? Quantum.Touched(movedTo.Taken).ToHashSet() : [];
        foreach (var start in freed.Distinct().Where(start => !kept.Contains(start)))
        {
            if (blocks.FirstOrDefault(block => block.Range.Overlaps(new TimeRange(start, start + Quantum.Length))) is { } block)
            {
                db.BookedSlots.Add(new BookedSlot { Kind = ResourceKind.Room, ResourceId = roomId, Start = start, HolderId = block.Id });
            }
        }
    }

    /// <summary>After a unique key refused a save: says what is taken, never by whom.</summary>
    public static async Task<Refusal> ExplainAsync(IDbContextFactory<AppDb> databases, IReadOnlyList<Booking> bookings, bool isSeries, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        for (var index = 0; index < bookings.Count; index++)
        {
            var booking = bookings[index];
            foreach (var (kind, resource) in Resources(booking))
            {
                var holder = await db.BookedSlots
                    .Where(slot => slot.Kind == kind && slot.ResourceId == resource && slot.Start >= booking.Start && slot.Start < booking.TakenUntil && slot.HolderId != booking.Id)
                    .Select(slot => (Guid?)slot.HolderId)
                    .FirstOrDefaultAsync(cancellationToken);
                if (holder is { } id)
                {
                    var code = await CodeAsync(db, kind, id, cancellationToken);
                    return new Refusal(code, isSeries ? Scheduler.SeriesField(index) : FieldOf(kind));
                }
            }
        }

        // Freed again in the moment between; or two lines of one series on the same time, which the preview shows.
        return new Refusal(RefusalCode.TryAgain);
    }

    public static async Task<RefusalCode> CodeAsync(AppDb db, ResourceKind kind, Guid holder, CancellationToken cancellationToken) => kind switch
    {
        ResourceKind.Room when await db.RoomBlocks.AnyAsync(block => block.Id == holder, cancellationToken) => RefusalCode.RoomBlockedOutside,
        ResourceKind.Room => RefusalCode.RoomTaken,
        ResourceKind.Practitioner => RefusalCode.PractitionerTaken,
        _ => RefusalCode.ClientTaken,
    };

    private static string FieldOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Room => nameof(Slot.RoomId),
        ResourceKind.Practitioner => nameof(Slot.PractitionerId),
        _ => nameof(BookingForm.CaseId),
    };

    private static (ResourceKind Kind, Guid Id)[] Resources(Booking booking) =>
        [(ResourceKind.Room, booking.RoomId), (ResourceKind.Practitioner, booking.PractitionerId), (ResourceKind.Client, booking.CaseId)];
}
