using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>
/// The one place that says whether somebody may look into a case now: the role's permission, the deny list, and for a Supervisor or Director
/// a stated reason that is still alive (<c>safety.md</c>, break-glass).
/// </summary>
public sealed class CaseAccess(AccessGuard guard, TimeProvider time)
{
    /// <summary>Null when the actor may; <see cref="RefusalCode.NotFound"/> for a case that is not there or that the actor is kept out of; <see cref="RefusalCode.ReasonNeeded"/> otherwise.</summary>
    /// <exception cref="AccessDeniedException">The role does not permit the operation at all.</exception>
    internal async Task<Refusal?> CheckAsync(AppDb db, Actor actor, Operation operation, Guid caseId, CancellationToken cancellationToken)
    {
        await guard.DemandAsync(actor, operation, caseId, cancellationToken);
        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (!NeedsReason(actor))
        {
            return null;
        }

        var now = time.Now;
        return await db.StatedReasons.AnyAsync(reason => reason.CaseId == caseId && reason.AccountId == actor.AccountId && reason.Until > now, cancellationToken)
            ? null
            : new Refusal(RefusalCode.ReasonNeeded);
    }

    /// <summary>Whether an actor looks into cases by a stated reason only: a Supervisor or Director who does not also work on all cases.</summary>
    private static bool NeedsReason(Actor actor) =>
        (actor.Roles & (Role.Supervisor | Role.Director)) != Role.None && (actor.Roles & (Role.Coordinator | Role.TeamManager | Role.System)) == Role.None;
}
