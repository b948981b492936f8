using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.Waiting;

/// <summary>Entries of the waiting list in words, and where their links lead.</summary>
internal static class WaitingWords
{
    public static string Practitioner(IStringLocalizer<WaitingTexts> texts, OrganisationSnapshot organisation, WaitingRow row) =>
        row.PractitionerId is { } id ? organisation.PractitionersById.GetValueOrDefault(id)?.WorkingName ?? "–" : texts["Anyone"];

    public static string Hours(IStringLocalizer<WaitingTexts> texts, WaitingRow row) =>
        row.Hours.Ranges.Count == 0 ? texts["AnyTime"] : string.Join(", ", row.Hours.Ranges.GroupBy(range => (range.From, range.To)).Select(same => $"{Weekdays([.. same.Select(range => range.Day).Distinct().Order()])} {Times.Clock(same.Key.From)}–{Times.Clock(same.Key.To)}"));

    // Three days and more that follow one another are written as from one to the other.
    private static string Weekdays(IReadOnlyList<IsoDayOfWeek> days)
    {
        var runs = days.Select((day, index) => (Day: day, Run: (int)day - index)).GroupBy(each => each.Run).Select(run => run.Select(each => each.Day).ToList());
        return string.Join(", ", runs.Select(run => run.Count > 2 ? $"{Times.ShortWeekday(run[0])}–{Times.ShortWeekday(run[^1])}" : string.Join(", ", run.Select(Times.ShortWeekday))));
    }

    /// <summary>Whole days since the entry was made, local.</summary>
    public static int Days(OrganisationSnapshot organisation, WaitingRow row, Instant now) =>
        Period.DaysBetween(row.Since.InZone(organisation.Zone).Date, now.InZone(organisation.Zone).Date);

    /// <summary>The booking form for the case, without a time.</summary>
    public static string FindTime(WaitingRow row) => $"rooms?case={row.CaseId}&mode={row.Mode}{(row.PractitionerId is { } id ? $"&with={id}" : "")}";

    /// <summary>The booking form for the case, at a time in a room.</summary>
    public static string Take(WaitingFit fit, Guid roomId, Instant start) => $"rooms?case={fit.Row.CaseId}&with={fit.PractitionerId}&room={roomId}&at={InstantPattern.General.Format(start)}";
}
