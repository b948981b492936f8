using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Requests;

namespace VictimSupport.Core.Matching;

/// <summary>
/// What an open match holds: the case on either side of it, and the request. What is not yet compared is held in the same words, which are those of every hold:
/// so nobody is quicker than the comparison, and being held tells nothing.
/// </summary>
public static class MatchHolds
{
    /// <summary>The cases that wait for a decision, on either side of a match; to be asked within another query.</summary>
    public static IQueryable<Guid> HeldCases(AppDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return Open(db).Select(match => match.PerpetratorCaseId).Concat(Open(db).Where(match => match.PartyCaseId != null).Select(match => match.PartyCaseId!.Value));
    }

    /// <summary>The matches in which somebody beside a client is, or may be, a perpetrator; to be asked within another query.</summary>
    internal static IQueryable<PerpetratorMatch> PeopleInDoubt(AppDb db) =>
        db.Set<PerpetratorMatch>().Where(match => match.Party == MatchParty.Person && (match.State == MatchState.Open || match.Answer == MatchAnswer.SamePerson));

    /// <summary>Keeps a case from being opened.</summary>
    public static async Task<Refusal?> CheckCaseAsync(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken) =>
        // The mark first: it goes in the transaction that writes the match, so whoever sees no mark sees the match.
        await IsMarkedAsync(db, caseId, cancellationToken) || await HeldCases(db).AnyAsync(id => id == caseId, cancellationToken) ? new Refusal(RefusalCode.DecisionFirst) : null;

    /// <summary>Keeps a request from being decided.</summary>
    public static async Task<Refusal?> CheckRequestAsync(AppDb db, Guid requestId, Instant now, CancellationToken cancellationToken) =>
        await db.Requests.AnyAsync(request => request.Id == requestId && request.NeedsMatching, cancellationToken)
        || await Open(db).AnyAsync(match => match.Party == MatchParty.Request && match.PartyId == requestId, cancellationToken) ? new Refusal(RefusalCode.DecisionFirst) : null;

    /// <summary>Whether the client, somebody beside the client or a perpetrator of the case has still to be compared.</summary>
    private static async Task<bool> IsMarkedAsync(AppDb db, Guid caseId, CancellationToken cancellationToken) =>
        await db.Cases.AnyAsync(file => file.Id == caseId && file.NeedsMatching, cancellationToken)
        || await db.CasePeople.AnyAsync(person => person.CaseId == caseId && person.NeedsMatching, cancellationToken)
        || await db.Perpetrators.AnyAsync(perpetrator => perpetrator.CaseId == caseId && perpetrator.NeedsMatching, cancellationToken);

    /// <summary>The matches to be decided; one whose other side was taken away holds nothing.</summary>
    internal static IQueryable<PerpetratorMatch> Open(AppDb db)
    {
        var people = db.Set<CasePerson>();
        return db.Set<PerpetratorMatch>().Where(match => match.State == MatchState.Open && (match.Party != MatchParty.Person || people.Any(person => person.Id == match.PartyId)));
    }
}
