using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>An answer that may not be known; not known is a state of its own and never means no.</summary>
public enum YesNo
{
    NotKnown,
    Yes,
    No,
}

/// <summary>A person alleged to have harmed the client of a case, sealed with a key of its own; a case may have several.</summary>
public sealed class Perpetrator
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>Null while the name is not known.</summary>
    public Sealed<string>? Name { get; set; }

    /// <summary>The number of the identity card, or of another document.</summary>
    public Sealed<string>? IdentityNumber { get; set; }

    public Sealed<string>? Address { get; set; }

    public Sealed<string>? Telephone { get; set; }

    public Sealed<string>? Email { get; set; }

    public Sealed<string>? ResidenceStatus { get; set; }

    /// <summary>What the perpetrator is to the client.</summary>
    public Sealed<string>? Relationship { get; set; }

    public Sealed<string>? Notes { get; set; }

    /// <summary>Whether the perpetrator says the same of the client.</summary>
    public YesNo CounterAllegation { get; set; }

    public YesNo LivesWithClient { get; set; }

    public required Instant RecordedAt { get; init; }

    /// <summary>What is said here has still to be compared with everybody else.</summary>
    public bool NeedsMatching { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}
