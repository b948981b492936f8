using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>Finds who on the waiting list could have a time that has come free.</summary>
public sealed class FreedTimes(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, TimeProvider time)
{
    /// <summary>The most that are named for one time.</summary>
    public const int Most = 20;
    private const int MostRead = 500;

    /// <summary>
    /// Those who could be booked into a room at a time, in the list's order, at most <see cref="Most"/>: mode, wishes, practitioner, client and gate all allow it.
    /// Nobody when the room is not free then or the rules forbid a session.
    /// </summary>
    /// <param name="minutes">Length without the gap.</param>
    public async Task<IReadOnlyList<WaitingFit>> WhoFitsAsync(Actor actor, Guid roomId, Instant start, int minutes, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewWaiting, roomId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        if (organisation.RoomsById.GetValueOrDefault(roomId) is not { } room)
        {
            return [];
        }

        var mode = room.Kind == RoomKind.Online ? SupportMode.Online : SupportMode.InPerson;
        var now = time.Now;
        var allowed = organisation.Practitioners.Select(row => (row.Id, Slot: BookingRules.Check(organisation, new Slot(roomId, row.Id, start, mode, minutes), now).Value)).Where(row => row.Slot is not null).ToList();
        if (allowed.Count == 0)
        {
            return [];
        }

        var (slot, date) = (allowed[0].Slot!, start.InZone(organisation.Zone).Date);
        var rows = new WaitingRows(db, actor, now.InZone(organisation.Zone).Date);
        var read = await rows.ReadAsync(rows.Entries.Where(entry => entry.Mode == mode && (entry.UselessAfter == null || entry.UselessAfter >= date)), 0, MostRead, cancellationToken);
        var waiting = read.Where(each => IsWished(each.Row.Hours, slot, organisation.Zone)).ToList();
        var taken = await TakenTime.ReadAsync(db, [roomId, .. allowed.Select(row => row.Id), .. waiting.Select(each => each.Row.CaseId)], slot.Start, slot.TakenUntil, cancellationToken);
        var practitioners = allowed.Select(row => row.Id).Where(id => taken.IsFree(id, slot.Taken)).ToList();
        return taken.IsFree(roomId, slot.Taken)
            ? await AskGateAsync(db, actor, mode, start, waiting.Where(each => taken.IsFree(each.Row.CaseId, slot.Taken)).Select(each => (each.Row, Choose(practitioners, each.Row.PractitionerId, each.CasePractitionerId))), cancellationToken)
            : [];
    }

    /// <summary>Whether the whole session lies within one of the wished times.</summary>
    private static bool IsWished(SafeHours wished, AllowedSlot slot, DateTimeZone zone)
    {
        var (from, to) = (slot.Start.InZone(zone).LocalDateTime, slot.End.InZone(zone).LocalDateTime);
        return wished.Ranges.Count == 0 || wished.Ranges.Any(range => range.Day == from.DayOfWeek && from.Date == to.Date && range.From <= from.TimeOfDay && to.TimeOfDay <= range.To);
    }

    // The one wished for and no other; where anyone will do, the case's own before the others.
    private static Guid? Choose(List<Guid> free, Guid? wished, Guid? ofCase) => wished is { } only
        ? (free.Contains(only) ? only : null)
        : ofCase is { } own && free.Contains(own) ? own : free.Count > 0 ? free[0] : null;

    private static async Task<IReadOnlyList<WaitingFit>> AskGateAsync(AppDb db, Actor actor, SupportMode mode, Instant start, IEnumerable<(WaitingRow Row, Guid? PractitionerId)> waiting, CancellationToken cancellationToken)
    {
        var fits = new List<WaitingFit>();
        foreach (var (row, practitioner) in waiting)
        {
            if (practitioner is { } id && await GateFacts.ReadAsync(db, actor, row.CaseId, cancellationToken) is { } facts && ModeGate.Check(facts, mode, start) is null)
            {
                fits.Add(new WaitingFit(row, id));
                if (fits.Count == Most)
                {
                    break;
                }
            }
        }

        return fits;
    }
}
