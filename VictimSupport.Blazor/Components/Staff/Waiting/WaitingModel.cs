using NodaTime;
using NodaTime.Text;
using VictimSupport.Blazor.Components.Staff.Settings;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.Waiting;

/// <summary>Wishes while they are typed; forgotten with the screen.</summary>
public sealed class WaitingModel
{
    public Guid? PractitionerId { get; set; }

    public List<HoursModel> Hours { get; init; } = [];

    /// <summary>As a date field gives it.</summary>
    public string? UselessAfter { get; set; }

    public string? Note { get; set; }

    public bool RemovesNote { get; set; }

    /// <summary>The wishes as they are; the note stays sealed.</summary>
    public static WaitingModel From(WaitingRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new WaitingModel
        {
            PractitionerId = row.PractitionerId,
            Hours = [.. row.Hours.Ranges.Select(range => new HoursModel { Day = range.Day, From = range.From.ToTimeOnly(), To = range.To.ToTimeOnly() })],
            UselessAfter = row.UselessAfter is { } day ? LocalDatePattern.Iso.Format(day) : null,
        };
    }

    // A date field gives a whole date or nothing.
    public WaitingWishes ToWishes() => new(
        PractitionerId, [.. Hours.Select(row => new HoursForm(row.Day, LocalTime.FromTimeOnly(row.From), LocalTime.FromTimeOnly(row.To)))],
        LocalDatePattern.Iso.Parse(UselessAfter ?? "") is { Success: true } parsed ? parsed.Value : null, Note);
}
