using System.Globalization;
using NodaTime;

namespace VictimSupport.Blazor.Components.Shared;

/// <summary>Times as screens write them, in the reader's language: <c>Tue 24 Nov, 14:15–15:05</c>.</summary>
internal static class Times
{
    public static string Day(LocalDate date) => date.ToDateOnly().ToString("ddd d MMM", CultureInfo.CurrentCulture);

    public static string DayAndYear(LocalDate date) => date.ToDateOnly().ToString("ddd d MMM yyyy", CultureInfo.CurrentCulture);

    public static string Clock(LocalTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Clock(Instant instant, DateTimeZone zone) => Clock(instant.InZone(zone).TimeOfDay);

    public static string ClockWithSeconds(Instant instant, DateTimeZone zone) => instant.InZone(zone).TimeOfDay.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string At(Instant instant, DateTimeZone zone) => $"{Day(instant.InZone(zone).Date)}, {Clock(instant, zone)}";

    public static string Span(Instant start, Instant end, DateTimeZone zone) => $"{At(start, zone)}–{Clock(end, zone)}";

    /// <summary>The weekday's name in the reader's language.</summary>
    public static string Weekday(IsoDayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName((DayOfWeek)((int)day % 7));

    public static string ShortWeekday(IsoDayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)((int)day % 7));
}
