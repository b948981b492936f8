using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>
/// What follows when a case's risk has changed, done in the transaction that changed it: sessions to come are held or released.
/// Features that know sessions register theirs, because risk knows nothing of them.
/// </summary>
public delegate Task RiskConsequence(AppDb db, Actor actor, Guid caseId, Instant now, CancellationToken cancellationToken);

/// <summary>Told after the transaction was committed, so that open screens and waiting deliveries hear of it at once.</summary>
public delegate void RiskNews();

/// <summary>Saves a change of a case's risk with all that follows from it.</summary>
public sealed class RiskChanges(IEnumerable<RiskConsequence> consequences, IEnumerable<RiskNews> news)
{
    internal async Task FollowAsync(AppDb db, Actor actor, Guid caseId, Instant now, CancellationToken cancellationToken)
    {
        foreach (var consequence in consequences)
        {
            await consequence(db, actor, caseId, now, cancellationToken);
        }
    }

    internal void Tell()
    {
        foreach (var tell in news)
        {
            tell();
        }
    }
}
