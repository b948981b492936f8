using VictimSupport.Core.Security;

namespace VictimSupport.Core.Matching;

/// <summary>
/// Who decides a match; pure. The Team Managers who are kept out of neither case; where there is none, the Directors; where there is none of them, the Supervisors.
/// Should all of the three be kept out, nobody sees it, and what it holds stays held until somebody is let in again: the deny list beats every grant.
/// </summary>
/// <param name="accounts">The active accounts.</param>
/// <param name="keptOut">Case and account of each exclusion that stands.</param>
internal sealed class MatchDeciders(IReadOnlyList<(Guid Id, Role Roles)> accounts, IReadOnlySet<(Guid CaseId, Guid AccountId)> keptOut)
{
    private static readonly Role[] Order = [Role.TeamManager, Role.Director, Role.Supervisor];

    public static IEnumerable<Guid> Cases(PerpetratorMatch match) => match.PartyCaseId is { } other ? [match.PerpetratorCaseId, other] : [match.PerpetratorCaseId];

    public bool MayDecide(Actor actor, PerpetratorMatch match)
    {
        if (IsKeptOut(actor.AccountId, match))
        {
            return false;
        }

        foreach (var role in Order)
        {
            if (actor.Roles.HasFlag(role))
            {
                return true;
            }

            if (accounts.Any(account => account.Roles.HasFlag(role) && !IsKeptOut(account.Id, match)))
            {
                return false;
            }
        }

        return false;
    }

    private bool IsKeptOut(Guid accountId, PerpetratorMatch match) => Cases(match).Any(id => keptOut.Contains((id, accountId)));
}
