using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>Where a booking may go, worked out from the page that is shown: a sign for each quarter hour of each room and day. Core decides on the drop.</summary>
public static class MoveReach
{
    public const char Free = '.';
    public const char OutsideHours = 'h';

    /// <summary>The signs by column (letter, bar, date) from the first minute of the layout on.</summary>
    public static Dictionary<string, string> Of(GridLayout layout, CalendarBooking booking, Instant now)
    {
        var page = layout.Page;
        var minutes = (int)(booking.End - booking.Start).TotalMinutes;
        var own = page.Bookings.Where(other => other.Id != booking.Id && (other.PractitionerId == booking.PractitionerId || other.CaseId == booking.CaseId)).ToList();
        var result = new Dictionary<string, string>();
        foreach (var day in layout.Days)
        {
            foreach (var column in day.Columns)
            {
                var signs = new char[layout.Quarters];
                for (var quarter = 0; quarter < signs.Length; quarter++)
                {
                    signs[quarter] = layout.InstantAt(day.Date, layout.First + (quarter * OrganisationSettings.QuantumMinutes)) is { } start
                        ? Sign(page.Organisation, column, own, booking, new Slot(column.Room.Id, booking.PractitionerId, start, booking.Mode, minutes, true), now)
                        : 'l';
                }

                result[$"{column.Room.Letter}|{day.Date:uuuu-MM-dd}"] = new string(signs);
            }
        }

        return result;
    }

    private static char Sign(OrganisationSnapshot organisation, GridColumn column, List<CalendarBooking> own, CalendarBooking booking, Slot slot, Instant now)
    {
        var allowed = BookingRules.Check(organisation, slot, now);
        if (!allowed.IsDone)
        {
            return Sign(allowed.Refusal!.Code);
        }

        var taken = allowed.Value.Taken;
        foreach (var piece in column.Pieces)
        {
            if (piece.Booking is { } other && other.Id != booking.Id && other.Start < taken.End && taken.Start < other.TakenUntil)
            {
                return 't';
            }
        }

        return Blocked(column, slot.Start.InZone(organisation.Zone).LocalDateTime.TimeOfDay, taken.Length)
            ?? Own(own, booking, taken)
            ?? (allowed.Value.IsOutOfHours ? OutsideHours : Free);
    }

    private static char? Blocked(GridColumn column, LocalTime start, Duration length)
    {
        var from = (start.Hour * 60) + start.Minute;
        var until = from + (int)length.TotalMinutes;
        foreach (var piece in column.Pieces)
        {
            if (piece.Booking is null && piece.Start < until && from < piece.End)
            {
                return 'b';
            }
        }

        return null;
    }

    private static char? Own(List<CalendarBooking> own, CalendarBooking booking, TimeRange taken)
    {
        foreach (var other in own)
        {
            if (other.Start < taken.End && taken.Start < other.TakenUntil)
            {
                return other.PractitionerId == booking.PractitionerId ? 'p' : 'c';
            }
        }

        return null;
    }

    private static char Sign(RefusalCode code) => code switch
    {
        RefusalCode.ClosedDay => 'd',
        RefusalCode.InThePast => 'n',
        RefusalCode.RoomNotForMode => 'm',
        RefusalCode.PractitionerAbsent => 'a',
        RefusalCode.PractitionerOutsideHours => 'w',
        _ => 'x',
    };
}
