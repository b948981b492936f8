using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Scheduling;

/// <summary>The quarter hours that some rooms, practitioners and clients have taken in a stretch of time, read once and asked often.</summary>
internal sealed class TakenTime
{
    private readonly HashSet<(Guid Resource, Instant Start)> _taken;
    private readonly HashSet<Guid> _blocks;
    private readonly Dictionary<(Guid Resource, Instant Start), Guid> _holders;

    private TakenTime(IEnumerable<(Guid Resource, Instant Start, Guid Holder)> slots, IEnumerable<Guid> blocks)
    {
        _holders = slots.ToDictionary(slot => (slot.Resource, slot.Start), slot => slot.Holder);
        _taken = [.. _holders.Keys];
        _blocks = [.. blocks];
    }

    /// <summary>Reads what is taken from <paramref name="from"/> up to but not including <paramref name="until"/>.</summary>
    public static async Task<TakenTime> ReadAsync(AppDb db, IReadOnlyCollection<Guid> resources, Instant from, Instant until, CancellationToken cancellationToken)
    {
        var ids = resources.Distinct().ToList();
        ResourceKind[] kinds = [ResourceKind.Room, ResourceKind.Practitioner, ResourceKind.Client];
        var slots = await db.BookedSlots
            .Where(slot => kinds.Contains(slot.Kind) && ids.Contains(slot.ResourceId) && slot.Start >= from && slot.Start < until)
            .Select(slot => new { slot.ResourceId, slot.Start, slot.HolderId })
            .ToListAsync(cancellationToken);
        var blocks = await db.RoomBlocks.Where(block => ids.Contains(block.RoomId) && block.Start < until && block.End > from).Select(block => block.Id).ToListAsync(cancellationToken);
        return new TakenTime(slots.Select(slot => (slot.ResourceId, slot.Start, slot.HolderId)), blocks);
    }

    public bool IsFree(Guid resource, TimeRange range, Guid? exceptHolder = null) =>
        !Quantum.Touched(range).Any(start => _taken.Contains((resource, start)) && (exceptHolder is null || _holders[(resource, start)] != exceptHolder));

    /// <summary>Null when all three are free, otherwise what is taken.</summary>
    public Refusal? Check(Guid room, Guid practitioner, Guid client, TimeRange range)
    {
        foreach (var start in Quantum.Touched(range))
        {
            if (_holders.TryGetValue((room, start), out var holder))
            {
                return new Refusal(_blocks.Contains(holder) ? RefusalCode.RoomBlockedOutside : RefusalCode.RoomTaken, nameof(Slot.RoomId));
            }
        }

        if (!IsFree(practitioner, range))
        {
            return new Refusal(RefusalCode.PractitionerTaken, nameof(Slot.PractitionerId));
        }

        return IsFree(client, range) ? null : new Refusal(RefusalCode.ClientTaken, nameof(BookingForm.CaseId));
    }
}
