using NodaTime;

namespace VictimSupport.Core.Security;

/// <summary>How an audited operation ended.</summary>
public enum AuditOutcome
{
    Done,
    Refused,
}

/// <summary>One row of the append-only audit: who did what to which subject, when and why, with its own message authentication code.</summary>
public sealed class AuditEntry
{
    /// <summary>Order of insertion; given by the database, not part of the code.</summary>
    public long Sequence { get; private set; }

    public required Guid Id { get; init; }

    public required Instant At { get; init; }

    public required Guid ActorId { get; init; }

    /// <summary>The actor's own name and roles at the time; never a client's name.</summary>
    public required string ActorName { get; init; }

    public required Role ActorRoles { get; init; }

    public required Operation Operation { get; init; }

    public required AuditOutcome Outcome { get; init; }

    /// <summary>The case, booking, room or account concerned; null where there is none.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>Plain facts such as "room A, 2026-11-24T13:15Z" or a purpose; never personal data.</summary>
    public string? Detail { get; init; }

    /// <summary>The epoch of the key that made <see cref="Mac"/>.</summary>
    public required int Epoch { get; init; }

    public required byte[] Mac { get; init; }
}
