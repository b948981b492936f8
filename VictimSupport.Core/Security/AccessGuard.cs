using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security;

/// <summary>Demands permissions: what is refused is audited, then thrown, because a screen should never have offered it.</summary>
public sealed class AccessGuard(IDbContextFactory<AppDb> databases, AuditTrail audit, ActiveAccounts accounts)
{
    /// <summary>Returns when the actor may do the operation; otherwise commits an audit row of the refusal and throws <see cref="AccessDeniedException"/>.</summary>
    /// <remarks>Asks what the account is now, at most four seconds old: a revoked session or role is refused in an open circuit too.</remarks>
    public async ValueTask DemandAsync(Actor actor, Operation operation, Guid? subjectId = null, CancellationToken cancellationToken = default)
    {
        if (await accounts.CurrentAsync(actor, cancellationToken) is not { } current || !AccessPolicy.Allows(current, operation))
        {
            await RefuseAsync(actor, operation, subjectId, cancellationToken);
        }
    }

    private async Task RefuseAsync(Actor actor, Operation operation, Guid? subjectId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        audit.Add(db, actor, operation, subjectId, AuditOutcome.Refused);
        await db.SaveChangesAsync(cancellationToken);
        throw new AccessDeniedException(operation);
    }
}

/// <summary>An operation that the actor's roles do not permit.</summary>
public sealed class AccessDeniedException(Operation operation) : Exception($"Not permitted: {operation}")
{
    public Operation Operation { get; } = operation;
}
