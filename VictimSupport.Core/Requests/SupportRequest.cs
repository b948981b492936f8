using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

/// <summary>How a request for support came.</summary>
public enum RequestSource
{
    Telephone,
    WalkIn,
    Chat,
    SocialNetwork,
    Agency,
    Email,
    WebForm,
}

/// <summary>What was said of, or seems to be, the person's age.</summary>
public enum RequestAge
{
    NotKnown,
    Adult,
    Child,

    /// <summary>Says to be grown up, or says nothing, and may be under eighteen.</summary>
    PerhapsChild,
}

public enum RequestState
{
    Waiting,
    Decided,
}

/// <summary>What the Team Manager decided; each has its procedure.</summary>
public enum RequestOutcome
{
    IntakeBooked,
    Answered,
    ReferredOn,
    OutsideMission,
    FalseAlarm,
    Emergency,
    PerpetratorContact,
}

/// <summary>Which way the request goes on; children have their own.</summary>
public enum RequestPath
{
    Adult,
    Children,
}

/// <summary>Whether somebody has to ring or write back.</summary>
public enum CallBack
{
    NotWanted,
    Wanted,
    Reached,
}

/// <summary>A first contact that is not yet a case, known by its reference and never by name; who gives no name is served like anybody else.</summary>
public sealed class SupportRequest
{
    public required Guid Id { get; init; }

    /// <summary>Given by the screen that sends the request, so that the same one sent twice is made once.</summary>
    public required Guid IdempotencyKey { get; init; }

    /// <summary>A keyed hash of who said what on which day while the request waits, null where no contact was given: the same request from two screens is made once.</summary>
    public byte[]? Fingerprint { get; set; }

    /// <summary>Whose key seals the texts: the request's own, or the case's once it has become one, so that erasing the client erases both.</summary>
    public required Guid SubjectId { get; set; }

    /// <summary>The year of entry, local, four digits; with <see cref="Number"/> unique.</summary>
    public required int Year { get; init; }

    public required int Number { get; init; }

    /// <summary>RQ-yy-nnnn.</summary>
    public required string Reference { get; init; }

    public required RequestSource Source { get; set; }

    /// <summary>The language in which the person is answered: en, pl or mt.</summary>
    public required string Language { get; set; }

    public required RequestAge Age { get; set; }

    public Sealed<string>? Name { get; set; }

    public Sealed<string>? Email { get; set; }

    public Sealed<string>? Telephone { get; set; }

    public required Sealed<string> Said { get; set; }

    /// <summary>How and when the person can be answered safely.</summary>
    public Sealed<string>? HowToAnswer { get; set; }

    /// <summary>Who at the agency that sent the person can be asked.</summary>
    public Sealed<string>? AgencyContact { get; set; }

    /// <summary>What the coordinator tells when calling back.</summary>
    public Sealed<string>? Answer { get; set; }

    public required Instant ReceivedAt { get; set; }

    /// <summary>The promise: answered by then.</summary>
    public required Instant AnswerBy { get; set; }

    public required Instant EnteredAt { get; init; }

    public required Guid EnteredBy { get; init; }

    public RequestState State { get; set; } = RequestState.Waiting;

    /// <summary>The decision that stands; null while the request waits.</summary>
    public RequestOutcome? Outcome { get; set; }

    public Instant? DecidedAt { get; set; }

    /// <summary>The case that this request became; stays when the decision is taken back.</summary>
    public Guid? CaseId { get; set; }

    public CallBack CallBack { get; set; }

    /// <summary>How often nobody was reached.</summary>
    public int CallBackTries { get; set; }

    /// <summary>Name or contacts are new or changed and have not been compared with recorded perpetrators.</summary>
    public bool NeedsMatching { get; set; } = true;

    /// <summary>Grows with every change that has to be compared, so that whoever compared an older state does not take the mark away.</summary>
    public int MatchingStamp { get; set; }

    /// <summary>The last change, by which other servers notice that there is news.</summary>
    public required Instant ChangedAt { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;

    public static string FormatReference(int year, int number) => FormattableString.Invariant($"RQ-{year % 100:00}-{number:0000}");
}

/// <summary>One decision on a request, or its being taken back; none is ever changed.</summary>
public sealed class RequestDecision
{
    public required Guid Id { get; init; }

    public required Guid RequestId { get; init; }

    public required Instant At { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>The name of the one who decided, as it was then.</summary>
    public required string AccountName { get; init; }

    /// <summary>Null when a decision was taken back.</summary>
    public RequestOutcome? Outcome { get; init; }

    public required RequestPath Path { get; init; }

    /// <summary>The version of the procedure that stood on the screen.</summary>
    public Guid? ProcedureId { get; init; }

    /// <summary>The version of the children's procedure that stood on the screen; null on the adults' path.</summary>
    public Guid? ChildrenProcedureId { get; init; }

    /// <summary>What was done and why; when taken back, the reason.</summary>
    public Sealed<string>? Words { get; set; }

    /// <summary>Why somebody who may be a child goes the adults' path.</summary>
    public Sealed<string>? AdultReason { get; set; }
}
