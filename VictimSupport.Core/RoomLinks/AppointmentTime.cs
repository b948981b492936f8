using System.Globalization;
using NodaTime;

namespace VictimSupport.Core.RoomLinks;

/// <summary>An appointment's time as people say it, such as "Tue 24 Nov, 14:15–15:05".</summary>
internal static class AppointmentTime
{
    /// <summary>Day and both times, in the zone of <paramref name="start"/>.</summary>
    public static string InWords(ZonedDateTime start, Duration length, CultureInfo culture)
    {
        var end = start.Plus(length);
        return string.Create(culture, $"{DayInWords(start, culture)}, {start.Hour:00}:{start.Minute:00}–{end.Hour:00}:{end.Minute:00}");
    }

    /// <summary>Such as "Tue 24 Nov".</summary>
    public static string DayInWords(ZonedDateTime start, CultureInfo culture) =>
        start.Date.ToDateOnly().ToString("ddd d MMM", culture);
}
