using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>What stands of a case's risk at this moment, one row for each case that was ever screened or looked at; the gate reads nothing else of it.</summary>
public sealed class CaseRisk
{
    public required Guid CaseId { get; init; }

    /// <summary>Of the last screening, raised by judgement where it was.</summary>
    public RiskLevel Level { get; set; } = RiskLevel.NotAssessed;

    /// <summary>Whether no rule of the last screening advises against online.</summary>
    public bool IsOnlineAdvised { get; set; }

    /// <summary>Null while the case was never screened.</summary>
    public Instant? ScreenedAt { get; set; }

    /// <summary>The review that waits for its decision; null for none.</summary>
    public Guid? OpenReviewId { get; set; }

    /// <summary>The last decision; null while there was none.</summary>
    public ReviewDecision? Decision { get; set; }

    public ReviewConditions Conditions { get; set; }

    public Instant? DecidedAt { get; set; }

    /// <summary>The last local day of sessions that the decision covers.</summary>
    public LocalDate? ValidUntil { get; set; }

    /// <summary>The local day by which the three look again.</summary>
    public LocalDate? NextReviewOn { get; set; }

    /// <summary>Raised by one whenever something new is known or decided; an opinion on what was known before does not count.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>One screening; none is ever changed.</summary>
public sealed class Screening
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>The version of the questions and rules.</summary>
    public required int FormNumber { get; init; }

    /// <summary>Answers, the rules that fired and the words of a judgement, sealed together.</summary>
    public required Sealed<string> Content { get; init; }

    /// <summary>What the rules say.</summary>
    public required RiskLevel RulesLevel { get; init; }

    /// <summary>What stands: the rules' level or a higher one.</summary>
    public required RiskLevel Level { get; init; }

    public required bool IsOnlineAdvised { get; init; }

    public required Instant At { get; init; }

    public required Guid ById { get; init; }

    public required string ByName { get; init; }
}

/// <summary>A version of the questions and rules.</summary>
public sealed class ScreeningFormVersion
{
    public required int Number { get; init; }

    public required string Form { get; init; }

    public required Instant At { get; init; }

    public required string ByName { get; init; }
}

/// <summary>The talk of the three about one case, from the cause to the decision.</summary>
public sealed class RiskReview
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required ReviewCause Cause { get; init; }

    /// <summary>What somebody is concerned about; null for a review that a rule opened.</summary>
    public Sealed<string>? Concern { get; init; }

    public required Instant OpenedAt { get; init; }

    public required Guid OpenedById { get; init; }

    public required string OpenedByName { get; init; }

    /// <summary>Null while it is open.</summary>
    public ReviewDecision? Decision { get; set; }

    public ReviewConditions Conditions { get; set; }

    /// <summary>Other conditions, in words.</summary>
    public Sealed<string>? OtherConditions { get; set; }

    public Sealed<string>? Reasons { get; set; }

    public LocalDate? ValidUntil { get; set; }

    public LocalDate? NextReviewOn { get; set; }

    public Instant? DecidedAt { get; set; }

    public Guid? DecidedById { get; set; }

    public string? DecidedByName { get; set; }

    /// <summary>Set by the program; guards against lost updates. Every opinion raises it.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>An opinion of a seat; a later one of the same seat takes its place, and none is ever changed, so that dissent is kept.</summary>
public sealed class ReviewOpinion
{
    public required Guid Id { get; init; }

    public required Guid ReviewId { get; init; }

    public required ReviewSeat Seat { get; init; }

    /// <summary>From 1 on for each seat.</summary>
    public required int Number { get; init; }

    public required Guid AccountId { get; init; }

    public required string AccountName { get; init; }

    public required ReviewDecision Decision { get; init; }

    public required ReviewConditions Conditions { get; init; }

    public required Sealed<string> Reasons { get; init; }

    public required Instant At { get; init; }

    /// <summary>The version of the case's risk that was looked at.</summary>
    public required int RiskVersion { get; init; }
}

/// <summary>Somebody who takes a seat while its holder is away or kept out of a case.</summary>
public sealed class SeatDeputy
{
    public required Guid Id { get; init; }

    public required ReviewSeat Seat { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>First and last local day.</summary>
    public required LocalDate From { get; init; }

    public required LocalDate Until { get; set; }

    public required string NamedByName { get; init; }
}
