using NodaTime;

namespace VictimSupport.Core.Organisation;

public enum PractitionerKind
{
    Therapist,
    Counsellor,
    Volunteer,
}

/// <summary>A person who holds sessions; clients know them by the working name only.</summary>
public sealed class Practitioner
{
    public required Guid Id { get; init; }

    /// <summary>The pseudonym clients know; never the civil name.</summary>
    public required string WorkingName { get; set; }

    public required PractitionerKind Kind { get; set; }

    /// <summary>Where the practitioner's copy of a room link goes; the organisation's own address, null if there is none.</summary>
    public string? Email { get; set; }

    /// <summary>Language of the practitioner's mails: en, pl or mt.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Languages spoken, as codes with spaces between, e.g. "en mt".</summary>
    public string Languages { get; set; } = "en";

    public bool IsActive { get; set; } = true;

    public ICollection<WorkingHours> Hours { get; init; } = [];

    public ICollection<Absence> Absences { get; init; } = [];

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>Weekly hours of a practitioner in the organisation's zone, half-open; without any row the practitioner may be booked in all opening hours.</summary>
public sealed class WorkingHours
{
    public required Guid Id { get; init; }

    public required Guid PractitionerId { get; init; }

    public required IsoDayOfWeek Day { get; set; }

    public required LocalTime From { get; set; }

    public required LocalTime To { get; set; }
}

/// <summary>A time a practitioner is away; its reason is nobody's business here.</summary>
public sealed class Absence
{
    public required Guid Id { get; init; }

    public required Guid PractitionerId { get; init; }

    public required Instant Start { get; set; }

    public required Instant End { get; set; }
}
