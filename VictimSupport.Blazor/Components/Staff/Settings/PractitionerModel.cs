using NodaTime;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Blazor.Components.Staff.Settings;

/// <summary>A practitioner while they are typed; absences in local time.</summary>
internal sealed class PractitionerModel
{
    private static readonly string[] Spoken = ["en", "mt", "pl", "it", "fr", "ar", "uk"];

    public int Version { get; init; }

    public string? WorkingName { get; set; }

    public PractitionerKind Kind { get; set; } = PractitionerKind.Volunteer;

    public string? Email { get; set; }

    public string Language { get; set; } = "en";

    public IReadOnlyList<LanguageModel> Languages { get; init; } = [];

    public bool IsActive { get; set; } = true;

    public List<HoursModel> Hours { get; init; } = [];

    public List<AbsenceModel> Absences { get; init; } = [];

    public static PractitionerModel From(Practitioner? practitioner, DateTimeZone zone)
    {
        if (practitioner is null)
        {
            return new PractitionerModel { Languages = LanguageModel.Of(Spoken, ["en"]) };
        }

        return new PractitionerModel
        {
            Version = practitioner.Version,
            WorkingName = practitioner.WorkingName,
            Kind = practitioner.Kind,
            Email = practitioner.Email,
            Language = practitioner.Language,
            Languages = LanguageModel.Of(Spoken, practitioner.Languages.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            IsActive = practitioner.IsActive,
            Hours = [.. practitioner.Hours.OrderBy(row => row.Day).ThenBy(row => row.From).Select(row => new HoursModel { Day = row.Day, From = row.From.ToTimeOnly(), To = row.To.ToTimeOnly() })],
            Absences = [.. practitioner.Absences.OrderBy(row => row.Start).Select(row => new AbsenceModel { Start = Local(row.Start, zone), End = Local(row.End, zone) })],
        };
    }

    public PractitionerForm ToForm(Guid? id, DateTimeZone zone) => new(
        id, Version, WorkingName ?? "", Kind, Email, Language,
        [.. Languages.Where(language => language.IsSpoken).Select(language => language.Code)],
        IsActive,
        [.. Hours.Select(row => new HoursForm(row.Day, LocalTime.FromTimeOnly(row.From), LocalTime.FromTimeOnly(row.To)))],
        [.. Absences.Where(row => row is { Start: not null, End: not null }).Select(row => new AbsenceForm(InZone(row.Start!.Value, zone), InZone(row.End!.Value, zone)))]);

    private static DateTime Local(Instant instant, DateTimeZone zone) => instant.InZone(zone).LocalDateTime.ToDateTimeUnspecified();

    // A time that a clock change skips or repeats: the nearest that exists, the earlier of two.
    private static Instant InZone(DateTime local, DateTimeZone zone) => zone.AtLeniently(LocalDateTime.FromDateTime(local)).ToInstant();
}

public sealed class LanguageModel
{
    public required string Code { get; init; }

    public bool IsSpoken { get; set; }

    public static IReadOnlyList<LanguageModel> Of(IEnumerable<string> offered, IReadOnlyCollection<string> spoken) =>
        [.. offered.Concat(spoken).Distinct().Select(code => new LanguageModel { Code = code, IsSpoken = spoken.Contains(code) })];
}

/// <summary>Hours of one weekday; a weekday may have several.</summary>
public sealed class HoursModel
{
    public IsoDayOfWeek Day { get; set; } = IsoDayOfWeek.Monday;

    public TimeOnly From { get; set; } = new(9, 0);

    public TimeOnly To { get; set; } = new(17, 0);
}

public sealed class AbsenceModel
{
    public DateTime? Start { get; set; }

    public DateTime? End { get; set; }
}
