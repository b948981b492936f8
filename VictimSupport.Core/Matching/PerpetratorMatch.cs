using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Matching;

/// <summary>What two records have in common; several may hold at once.</summary>
[Flags]
public enum MatchGrounds
{
    None = 0,
    IdentityNumber = 1,
    Telephone = 2,
    Email = 4,
    Name = 8,

    /// <summary>Never a ground by itself: people share a house.</summary>
    Address = 16,

    /// <summary>The same value in both, letter by letter.</summary>
    Exact = IdentityNumber | Telephone | Email,
}

/// <summary>Who seems to be a perpetrator.</summary>
public enum MatchParty
{
    Client,
    Person,
    Request,
}

public enum MatchState
{
    Open,
    Decided,
}

/// <summary>What was decided.</summary>
public enum MatchAnswer
{
    SamePerson,
    NotTheSame,

    /// <summary>Leaves it open, with what is missing.</summary>
    CannotTellYet,
}

/// <summary>
/// A recorded perpetrator and somebody who may be the same person. Only ids, grounds and how alike: what was compared stays sealed where it is.
/// </summary>
public sealed class PerpetratorMatch
{
    public required Guid Id { get; init; }

    public required Guid PerpetratorId { get; init; }

    /// <summary>The case in which the perpetrator is recorded.</summary>
    public required Guid PerpetratorCaseId { get; init; }

    public required MatchParty Party { get; init; }

    /// <summary>The case of a client, the record of a person beside one, or the request.</summary>
    public required Guid PartyId { get; init; }

    /// <summary>The case of the client or of the person; for a request the case it became, null while it is none.</summary>
    public Guid? PartyCaseId { get; set; }

    public required MatchGrounds Grounds { get; set; }

    /// <summary>How alike the names are, in hundredths.</summary>
    public required int Likeness { get; set; }

    /// <summary>A keyed hash of what was compared, so that the same pair is asked again only when that changed.</summary>
    public required byte[] Compared { get; set; }

    public required Instant FoundAt { get; set; }

    public MatchState State { get; set; } = MatchState.Open;

    /// <summary>The last answer; null while none was given to what stands there now.</summary>
    public MatchAnswer? Answer { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>One answer to a match; none is ever changed.</summary>
public sealed class MatchDecision
{
    public required Guid Id { get; init; }

    public required Guid MatchId { get; init; }

    public required MatchAnswer Answer { get; init; }

    /// <summary>Why, sealed with the perpetrator's key.</summary>
    public required Sealed<string> Reason { get; init; }

    public required Instant At { get; init; }

    public required Guid ById { get; init; }

    public required string ByName { get; init; }
}
