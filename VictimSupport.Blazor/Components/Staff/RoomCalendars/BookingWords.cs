using Microsoft.Extensions.Localization;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What a booking's marks mean, in words.</summary>
internal static class BookingWords
{
    public static string Link(CalendarBooking booking, IStringLocalizer<CalendarScreenTexts> texts) => booking.LinkState switch
    {
        OutboxState.Sent => texts["LinkSent"],
        OutboxState.ByTelephone => texts["LinkByTelephone"],
        OutboxState.Failed => texts["LinkFailed"],
        null => texts["NoLink"],
        _ => texts["LinkWaiting"],
    };

    public static string Calendar(CalendarBooking booking, IStringLocalizer<CalendarScreenTexts> texts) => booking.CalendarState switch
    {
        OutboxState.Sent => texts["CalendarWritten"],
        OutboxState.Failed => texts["CalendarFailed"],
        null => texts["NoCalendar"],
        _ => texts["CalendarWaiting"],
    };
}
