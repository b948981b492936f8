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

    public static async Task<IReadOnlyList<FreeSlot>> FindAsync(FreeSlots slots, Actor actor, CalendarBooking booking, Slot wanted, Refusal? refusal)
    {
        if (refusal is null || !Curable.Contains(refusal.Code))
        {
            return [];
        }

        var found = await slots.NearestAsync(actor, new FreeSlotQuery(booking.PractitionerId, wanted.Mode, wanted.Start, booking.CaseId, null, wanted.Minutes, Count: Offered, BookingId: booking.Id), CancellationToken.None);
        return found.IsDone ? [.. found.Value.Where(slot => slot.Start != booking.Start || slot.RoomId != booking.RoomId)] : [];
    }
}
