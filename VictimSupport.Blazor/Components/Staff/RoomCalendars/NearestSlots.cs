using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>The free times nearest to one that was refused, for the same practitioner, client, mode and length.</summary>
internal static class NearestSlots
{
    private const int Offered = 6;

    // With these another time is the cure; with the others a time would not help.
    private static readonly HashSet<RefusalCode> Curable =
    [
        RefusalCode.RoomTaken, RefusalCode.PractitionerTaken, RefusalCode.ClientTaken, RefusalCode.RoomBlockedOutside, RefusalCode.ClosedDay, RefusalCode.InThePast,
        RefusalCode.PractitionerAbsent, RefusalCode.PractitionerOutsideHours, RefusalCode.RoomNotForMode, RefusalCode.ClockChange, RefusalCode.NotOnTheQuarterHour, RefusalCode.RoomClosed,
    ];

    public static async Task<IReadOnlyList<FreeSlot>> FindAsync(FreeSlots slots, Actor actor, OrganisationSnapshot organisation, CalendarBooking booking, Slot wanted, Refusal? refusal)
    {
        if (refusal is null || !Curable.Contains(refusal.Code))
        {
            return [];
        }

        // From the morning of that day on: the nearest may lie before it.
        var from = organisation.Zone.AtStartOfDay(wanted.Start.InZone(organisation.Zone).Date).ToInstant();
        var found = await slots.FindAsync(actor, new FreeSlotQuery(booking.PractitionerId, wanted.Mode, from, booking.CaseId, null, wanted.Minutes, 14, 30, booking.Id), CancellationToken.None);
        return found.IsDone
            ? [.. found.Value.Where(slot => slot.Start != booking.Start || slot.RoomId != booking.RoomId).OrderBy(slot => Duration.Max(slot.Start - wanted.Start, wanted.Start - slot.Start)).Take(Offered).OrderBy(slot => slot.Start)]
            : [];
    }
}
