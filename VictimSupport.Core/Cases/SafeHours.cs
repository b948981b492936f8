using System.Globalization;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Cases;

/// <summary>When a client may be rung: ranges of a weekday, half open, in the organisation's local time; without any, at every time.</summary>
public sealed record SafeHours(IReadOnlyList<HoursForm> Ranges)
{
    private const int MostRanges = 28;
    private static readonly LocalTimePattern Minute = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>At every time.</summary>
    public static SafeHours Any { get; } = new([]);

    /// <summary>Whether the client may be rung at a local time.</summary>
    public bool Allow(LocalDateTime moment) => Ranges.Count == 0
        || Ranges.Any(range => range.Day == moment.DayOfWeek && range.From <= moment.TimeOfDay && moment.TimeOfDay < range.To);

    /// <summary>The ranges in the order of the week, as people of a culture write them; empty for every time.</summary>
    public string InWords(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return string.Join(", ", Ordered.Select(range =>
            $"{culture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)((int)range.Day % 7))} {Minute.Format(range.From)}–{Minute.Format(range.To)}"));
    }

    internal static Refusal? Check(IReadOnlyList<HoursForm>? ranges, string field) => ranges is null ? null
        : ranges.Count > MostRanges ? new Refusal(RefusalCode.NotBetween, field, 0, MostRanges)
        : ranges.Any(range => range.Day is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday) ? new Refusal(RefusalCode.Required, field)
        : ranges.Any(range => range.To <= range.From) ? new Refusal(RefusalCode.EndBeforeStart, field)
        : null;

    /// <summary>As it is sealed, such as "1 09:00 12:00;3 14:00 16:30"; null for every time.</summary>
    internal string? Write() => Ranges.Count == 0 ? null
        : string.Join(';', Ordered.Select(range => string.Create(CultureInfo.InvariantCulture, $"{(int)range.Day} {Minute.Format(range.From)} {Minute.Format(range.To)}")));

    /// <summary>Reads what <see cref="Write"/> wrote; null gives every time.</summary>
    internal static SafeHours Read(string? text) => text is null ? Any : new SafeHours([.. text.Split(';').Select(range =>
    {
        var parts = range.Split(' ');
        return new HoursForm((IsoDayOfWeek)int.Parse(parts[0], CultureInfo.InvariantCulture), Minute.Parse(parts[1]).GetValueOrThrow(), Minute.Parse(parts[2]).GetValueOrThrow());
    })]);

    private IEnumerable<HoursForm> Ordered => Ranges.OrderBy(range => range.Day).ThenBy(range => range.From);
}
