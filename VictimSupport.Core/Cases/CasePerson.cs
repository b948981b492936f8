using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>What somebody beside the client is in the case.</summary>
public enum PersonKind
{
    Guardian,
    Family,
    Friend,
    Professional,
    Other,
}

/// <summary>Somebody beside the client: a guardian, a relative, a friend, a professional. Sealed with the client's key, because it is the client's data.</summary>
public sealed class CasePerson
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required PersonKind Kind { get; set; }

    /// <summary>Whether this person has parental authority; a relative may have it too.</summary>
    public bool IsGuardian { get; set; }

    /// <summary>Nobody may get in touch with this person, whatever their part in the case: a guardian who is the alleged perpetrator, say.</summary>
    public bool MustNotBeContacted { get; set; }

    public required Sealed<string> Name { get; set; }

    public Sealed<string>? Telephone { get; set; }

    public Sealed<string>? Email { get; set; }

    /// <summary>What the person is to the client, in words.</summary>
    public Sealed<string>? Relationship { get; set; }

    public required Instant RecordedAt { get; init; }

    /// <summary>What is said here has still to be compared with everybody else.</summary>
    public bool NeedsMatching { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>What of a client is known beside name and contact, sealed with the client's key; a case without a row has none of it.</summary>
public sealed class ClientDetail
{
    public required Guid CaseId { get; init; }

    public Sealed<string>? Address { get; set; }

    /// <summary>The number of the identity card, or of another document.</summary>
    public Sealed<string>? IdentityNumber { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}
