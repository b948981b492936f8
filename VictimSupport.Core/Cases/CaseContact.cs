using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>How somebody was in touch about a case.</summary>
public enum ContactChannel
{
    Telephone,
    Email,
    Message,
    InPerson,
    Letter,
    Other,
}

/// <summary>Who came to whom.</summary>
public enum ContactDirection
{
    FromThem,
    ToThem,
}

/// <summary>With whom.</summary>
public enum ContactParty
{
    Client,
    Guardian,
    OtherPerson,
    Agency,
}

/// <summary>One contact about a case outside sessions, e.g. telephone support (brief H2).</summary>
public sealed class CaseContact
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required ContactChannel Channel { get; init; }

    public required ContactDirection Direction { get; init; }

    public required ContactParty With { get; init; }

    /// <summary>When it was.</summary>
    public required Instant At { get; init; }

    /// <summary>How long it took, in minutes; 0 where that means nothing.</summary>
    public required int Minutes { get; init; }

    /// <summary>What it was about; sealed under the client's key.</summary>
    public required Sealed<string> Words { get; init; }

    public required Instant RecordedAt { get; init; }

    public required Guid ById { get; init; }

    public required string ByName { get; init; }
}
