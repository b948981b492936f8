using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>What happened to a case as a whole.</summary>
public enum CaseStepKind
{
    Opened,
    Closed,
    Reopened,
}

/// <summary>Why a case was closed, or taken up again.</summary>
public enum CaseStepReason
{
    /// <summary>The intake is done and support begins.</summary>
    IntakeDone,
    SupportCompleted,
    ClientAsked,
    ContactLost,
    ReferredOn,
    MovedAway,
    NotForUs,
    OpenedByMistake,
    ClientCameBack,
    ClosedByMistake,
    NewEvents,
    Other,
}

/// <summary>One step in a case's course, kept for ever beside the case.</summary>
public sealed class CaseStep
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required CaseStepKind Kind { get; init; }

    public required CaseStepReason Reason { get; init; }

    /// <summary>What was added in words; null when the reason says it all.</summary>
    public Sealed<string>? Words { get; init; }

    public required Instant At { get; init; }

    public required Guid ById { get; init; }

    public required string ByName { get; init; }
}
