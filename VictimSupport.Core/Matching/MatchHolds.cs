using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Matching;

/// <summary>What an open match holds: the case on either side of it, and the request. The words are those of every hold, so they tell nothing.</summary>
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
        await HeldCases(db).AnyAsync(id => id == caseId, cancellationToken) ? new Refusal(RefusalCode.DecisionFirst) : null;

    /// <summary>Keeps a request from being decided.</summary>
    public static async Task<Refusal?> CheckRequestAsync(AppDb db, Guid requestId, Instant now, CancellationToken cancellationToken) =>
        await Open(db).AnyAsync(match => match.Party == MatchParty.Request && match.PartyId == requestId, cancellationToken) ? new Refusal(RefusalCode.DecisionFirst) : null;

    /// <summary>The matches to be decided; one whose other side was taken away holds nothing.</summary>
    internal static IQueryable<PerpetratorMatch> Open(AppDb db)
    {
        var people = db.Set<CasePerson>();
        return db.Set<PerpetratorMatch>().Where(match => match.State == MatchState.Open && (match.Party != MatchParty.Person || people.Any(person => person.Id == match.PartyId)));
    }
}
