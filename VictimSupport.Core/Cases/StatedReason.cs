using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>Why a Supervisor or Director looks into a case that is not theirs.</summary>
public enum StatedReasonKind
{
    RiskToSomebody,
    Complaint,
    SupervisionOfPractitioner,
    LegalDuty,
    QualityCheck,
    Other,
}

/// <summary>What the Team Manager says of a stated reason afterwards.</summary>
public enum ReasonReview
{
    Fitting,

    /// <summary>To be talked about: the reason does not show why the case had to be opened.</summary>
    Questioned,
}

/// <summary>One person's reason to look into one case for half an hour; told to the Team Manager at once and reviewed within 72 hours.</summary>
public sealed class StatedReason
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid AccountId { get; init; }

    public required string AccountName { get; init; }

    public required StatedReasonKind Kind { get; init; }

    /// <summary>The reason in words; sealed under the client's key.</summary>
    public required Sealed<string> Words { get; init; }

    public required Instant At { get; init; }

    /// <summary>The case closes to this person again at this instant.</summary>
    public required Instant Until { get; init; }

    /// <summary>To be reviewed before this instant.</summary>
    public required Instant ReviewBy { get; init; }

    public ReasonReview? Review { get; set; }

    public Instant? ReviewedAt { get; set; }

    public string? ReviewedByName { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}
