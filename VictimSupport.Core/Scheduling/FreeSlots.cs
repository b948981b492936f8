using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>What a free slot must suit. Left out, anything of the kind will do, except that a practitioner is always asked for.</summary>
/// <param name="From">Slots start at or after this instant, and never in the past.</param>
/// <param name="Days">How many days to look through, 1–60.</param>
/// <param name="Count">How many slots to give, 1–50.</param>
/// <param name="BookingId">A booking that is to be moved: its own time counts as free.</param>
public sealed record FreeSlotQuery(Guid PractitionerId, SupportMode Mode, Instant From, Guid? CaseId = null, Guid? RoomId = null, int? Minutes = null, int Days = 30, int Count = 10, Guid? BookingId = null);

/// <summary>A free slot in a room; times in UTC, end without the gap.</summary>
public sealed record FreeSlot(Guid RoomId, Instant Start, Instant End);

/// <summary>Finds the next times that suit room, practitioner, client and mode.</summary>
public sealed class FreeSlots(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, TimeProvider time)
{
    /// <summary>The next free slots in order of time; refused when the gate says that no slot would do.</summary>
    public async Task<Outcome<IReadOnlyList<FreeSlot>>> FindAsync(Actor actor, FreeSlotQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await access.DemandAsync(actor, Operation.BookSession, query.CaseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        GateFacts? file = null;
        if (query.CaseId is { } caseId)
        {
            file = await GateFacts.ReadAsync(db, actor, caseId, cancellationToken);
            if (file is null)
            {
                return new Refusal(RefusalCode.NotFound, nameof(FreeSlotQuery.CaseId));
            }

            if (ModeGate.Check(file, query.Mode, Instant.Max(query.From, time.Now)) is { } refusal)
            {
                return refusal;
            }
        }

        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var rooms = organisation.Rooms.Where(room => room.IsActive && (query.RoomId is null || room.Id == query.RoomId) && Fits(room, query.Mode)).Select(room => room.Id).ToList();
        var now = time.Now;
        var from = Quantum.Ceiling(Instant.Max(query.From, now));
        var until = from + Duration.FromDays(Math.Clamp(query.Days, 1, 60));
        var taken = await TakenTime.ReadAsync(db, [.. rooms, query.PractitionerId, .. query.CaseId is { } client ? [client] : Array.Empty<Guid>()], from, until + Duration.FromDays(1), cancellationToken);
        return Outcome.Of<IReadOnlyList<FreeSlot>>([.. Search(organisation, taken, query, rooms, from, until, now)
            .Where(slot => file is null || ModeGate.Check(file, query.Mode, slot.Start) is null).Take(Math.Clamp(query.Count, 1, 50))]);
    }

    /// <summary>The free slots nearest to a time that was refused, before it or after it, in order of time.</summary>
    /// <param name="query">Its <see cref="FreeSlotQuery.From"/> is the refused time, its <see cref="FreeSlotQuery.Count"/> how many are wanted.</param>
    public async Task<Outcome<IReadOnlyList<FreeSlot>>> NearestAsync(Actor actor, FreeSlotQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var wanted = query.From;
        var found = await FindAsync(actor, query with { From = wanted - Duration.FromDays(2), Days = 16, Count = 50 }, cancellationToken);
        return found.IsDone
            ? Outcome.Of<IReadOnlyList<FreeSlot>>([.. found.Value.OrderBy(slot => Distance(slot.Start, wanted)).Take(Math.Clamp(query.Count, 1, 50)).OrderBy(slot => slot.Start)])
            : found;
    }

    private static Duration Distance(Instant one, Instant other) => one > other ? one - other : other - one;

    private static bool Fits(Room room, SupportMode mode) => mode switch
    {
        SupportMode.Online => room.Kind == RoomKind.Online,
        SupportMode.InPerson => room.Kind == RoomKind.InPerson,
        _ => true,
    };

    private static IEnumerable<FreeSlot> Search(OrganisationSnapshot organisation, TakenTime taken, FreeSlotQuery query, List<Guid> rooms, Instant from, Instant until, Instant now)
    {
        var date = from.InZone(organisation.Zone).Date;
        for (; organisation.Zone.AtStartOfDay(date).ToInstant() < until; date = date.PlusDays(1))
        {
            if (organisation.HoursOn(date) is not { } hours)
            {
                continue;
            }

            var start = Instant.Max(from, Quantum.Ceiling(date.At(hours.Opens).InZoneLeniently(organisation.Zone).ToInstant()));
            var closes = date.At(hours.Closes).InZoneLeniently(organisation.Zone).ToInstant();
            while (start < closes)
            {
                var found = FindAt(organisation, taken, query, rooms, start, now);
                if (found is { } free)
                {
                    yield return free.Slot;
                }

                // After a proposal the next one begins where that session would leave the room free again.
                start = found?.Next ?? start + Quantum.Length;
            }
        }
    }

    private static (FreeSlot Slot, Instant Next)? FindAt(OrganisationSnapshot organisation, TakenTime taken, FreeSlotQuery query, List<Guid> rooms, Instant start, Instant now)
    {
        foreach (var room in rooms)
        {
            var allowed = BookingRules.Check(organisation, new Slot(room, query.PractitionerId, start, query.Mode, query.Minutes), now);
            if (!allowed.IsDone)
            {
                // The refusal is of the time or the practitioner: another room would not help.
                return null;
            }

            var range = allowed.Value.Taken;
            if (!taken.IsFree(query.PractitionerId, range, query.BookingId) || (query.CaseId is { } client && !taken.IsFree(client, range, query.BookingId)))
            {
                return null;
            }

            if (taken.IsFree(room, range, query.BookingId))
            {
                return (new FreeSlot(room, start, allowed.Value.End), range.End);
            }
        }

        return null;
    }
}
