using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Consents;

/// <summary>What a consent is for.</summary>
public enum ConsentKind
{
    /// <summary>Support itself; without it nothing is booked and no session is told of.</summary>
    Support,

    /// <summary>The recording of personal data.</summary>
    Records,

    /// <summary>Writing to the client's safe address; without it the client is rung.</summary>
    Email,

    /// <summary>Sharing with one recipient, for one referral.</summary>
    Referral,

    /// <summary>Use in statistics that name nobody.</summary>
    Statistics,
}

public enum ConsentAnswer
{
    Given,
    Refused,
}

/// <summary>How an answer was given, or a consent withdrawn.</summary>
public enum ConsentWay
{
    Online,
    Spoken,

    /// <summary>Signed on paper, before a witness.</summary>
    Written,
}

public enum ConsentGiver
{
    Client,

    /// <summary>Somebody with parental authority or guardianship over the client.</summary>
    Guardian,
}

/// <summary>Why a consent holds no more.</summary>
public enum ConsentEnd
{
    Withdrawn,

    /// <summary>The same question was answered anew.</summary>
    Replaced,
}

/// <summary>One answer to one question of the terms. Whatever it allows is asked of it at the moment of doing, so that a withdrawal takes effect at once.</summary>
public sealed class Consent
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required ConsentKind Kind { get; init; }

    public required ConsentAnswer Answer { get; init; }

    public required ConsentWay Way { get; init; }

    public required ConsentGiver Giver { get; init; }

    /// <summary>The person beside the client who gave it; null when the client did. Stays when that person's record is taken away: the consent then counts no more.</summary>
    public Guid? GuardianId { get; init; }

    /// <summary>The version of the terms that was read out or shown.</summary>
    public required Guid TermsId { get; init; }

    /// <summary>The language in which the terms were read out or shown: en, pl or mt.</summary>
    public required string Language { get; init; }

    /// <summary>Who saw the signature; null unless <see cref="ConsentWay.Written"/>.</summary>
    public Sealed<string>? Witness { get; init; }

    /// <summary>With whom is shared; null unless for a referral.</summary>
    public Sealed<string>? Recipient { get; init; }

    /// <summary>Exactly what is shared; null unless for a referral.</summary>
    public Sealed<string>? Scope { get; init; }

    /// <summary>When the answer was given.</summary>
    public required Instant GivenAt { get; init; }

    public required Instant RecordedAt { get; init; }

    public required Guid ById { get; init; }

    public required string ByName { get; init; }

    /// <summary>Null while it stands.</summary>
    public Instant? EndedAt { get; set; }

    public ConsentEnd? End { get; set; }

    /// <summary>How it was withdrawn; null when it was not.</summary>
    public ConsentWay? EndWay { get; set; }

    public string? EndedByName { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>What the Team Manager decides about a client who is, or may be, a child.</summary>
public enum ChildQuestion
{
    /// <summary>How old the client is.</summary>
    Age,

    /// <summary>Whether the child may consent without a guardian.</summary>
    ConsentsAlone,

    /// <summary>Whether the abuse has to be reported, and was.</summary>
    DutyToReport,
}

/// <summary>One decision about a child; none is ever changed.</summary>
public sealed class ChildDecision
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required ChildQuestion Question { get; init; }

    /// <summary>The name of the value decided for: of <see cref="Cases.ClientAge"/>, <see cref="Cases.DutyToReport"/>, or Yes and No.</summary>
    public required string Answer { get; init; }

    /// <summary>Why; for a report, to whom and when.</summary>
    public Sealed<string>? Words { get; init; }

    public required Instant At { get; init; }

    public required Guid ById { get; init; }

    public required string ByName { get; init; }
}
