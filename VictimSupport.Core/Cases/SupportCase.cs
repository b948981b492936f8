using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>How support is given.</summary>
public enum SupportMode
{
    Online,
    InPerson,

    /// <summary>Online and in person by turns; a booking is always one of the two.</summary>
    Hybrid,
    Telephone,
}

/// <summary>Where a case stands between the first interview and its end.</summary>
public enum CaseState
{
    /// <summary>Made from a request or by hand; the intake is going on and nothing can be booked yet.</summary>
    Intake,
    Open,
    Closed,
}

/// <summary>One client's support from intake to closure, known everywhere by its reference and never by name.</summary>
public sealed class SupportCase
{
    public required Guid Id { get; init; }

    /// <summary>The year the case was opened, local, four digits; with <see cref="Number"/> unique.</summary>
    public required int Year { get; init; }

    public required int Number { get; init; }

    /// <summary>VS-yy-nnnn.</summary>
    public required string Reference { get; init; }

    public required Sealed<string> ClientName { get; set; }

    /// <summary>The language in which the client is written to: en, pl or mt.</summary>
    public required string Language { get; set; }

    public required SupportMode Mode { get; set; }

    /// <summary>The practitioner who holds the case now; null while nobody is assigned.</summary>
    public Guid? PractitionerId { get; set; }

    /// <summary>Changed by <see cref="CaseCourse"/> alone.</summary>
    public CaseState State { get; set; } = CaseState.Intake;

    public required Instant OpenedAt { get; init; }

    public ClientAge Age { get; set; }

    /// <summary>A child who understands enough to consent without a guardian; decided with a reason.</summary>
    public bool ConsentsAlone { get; set; }

    /// <summary>Matters for a child only.</summary>
    public DutyToReport DutyToReport { get; set; }

    public SafeContact Contact { get; init; } = null!;

    /// <summary>Name, contact or details have still to be compared with everybody else.</summary>
    public bool NeedsMatching { get; set; } = true;

    /// <summary>Grows with every change that has to be compared, so that whoever compared an older state does not take the mark away.</summary>
    public int MatchingStamp { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;

    public static string FormatReference(int year, int number) => FormattableString.Invariant($"VS-{year % 100:00}-{number:0000}");
}
