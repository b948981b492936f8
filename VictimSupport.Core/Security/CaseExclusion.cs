using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security;

/// <summary>Why somebody is kept out of a case.</summary>
public enum ExclusionReason
{
    Relative,
    Neighbour,
    Acquaintance,
    Namesake,
    OwnTherapist,
    ConflictOfInterest,
    ClientAsked,
    Other,
}

/// <summary>One account kept out of one case: it sees no trace of it while this stands (<c>safety.md</c>, deny list).</summary>
public sealed class CaseExclusion
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>The account kept out.</summary>
    public required Guid AccountId { get; init; }

    public required ExclusionReason Reason { get; init; }

    /// <summary>What was added in words.</summary>
    public Sealed<string>? Words { get; init; }

    public required Instant At { get; init; }

    public required Guid ById { get; init; }

    public required string ByName { get; init; }

    /// <summary>When it was lifted; null while it stands.</summary>
    public Instant? EndedAt { get; set; }

    public Guid? EndedById { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}

public static class CaseExclusionTables
{
    extension(AppDb db)
    {
        public DbSet<CaseExclusion> CaseExclusions => db.Set<CaseExclusion>();

        /// <summary>The ids of the cases an actor is kept out of now, to take from whatever belongs to cases.</summary>
        public IQueryable<Guid> HiddenFrom(Actor actor)
        {
            var account = actor.AccountId;
            return db.Set<CaseExclusion>().Where(row => row.AccountId == account && row.EndedAt == null).Select(row => row.CaseId);
        }
    }
}
