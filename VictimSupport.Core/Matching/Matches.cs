using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Matching;

/// <summary>A match in a list: never a name.</summary>
/// <param name="PerpetratorReference">The case in which the perpetrator is recorded.</param>
/// <param name="PartyReference">The case or request of the other.</param>
public sealed record MatchRow(Guid Id, MatchParty Party, string PerpetratorReference, Guid PerpetratorCaseId, string PartyReference, Guid PartyId, Guid? PartyCaseId, MatchGrounds Grounds, int Likeness, Instant FoundAt, MatchState State, MatchAnswer? Answer, int Version);

/// <summary>One side of an opened match; what is not recorded is null.</summary>
public sealed record MatchSide(string? Name, string? IdentityNumber, string? Address, string? Telephone, string? Email, string? Relationship)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(MatchSide);
}

/// <summary>An answer given before.</summary>
public sealed record GivenAnswer(MatchAnswer Answer, string? Reason, Instant At, string ByName);

/// <summary>Both sides of a match, opened; held by a screen only while it is seen.</summary>
public sealed record OpenedMatch(MatchRow Row, MatchSide Perpetrator, MatchSide Other, IReadOnlyList<GivenAnswer> Answers);

/// <summary>
/// Matches to decide: the Team Manager's. Whoever is kept out of one of the two cases sees nothing of it. Where all Team Managers are kept out, it is the Director's,
/// and where all Directors are too, any Supervisor's, so that none is left without somebody to decide it; everybody else finds no trace.
/// </summary>
public sealed class Matches(IDbContextFactory<AppDb> databases, AccessGuard access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    /// <summary>The matches the actor has to decide, the oldest first; at most 100.</summary>
    public async Task<IReadOnlyList<MatchRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.DecideMatches, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var matches = await DecidedByAsync(db, actor, MatchHolds.Open(db).AsNoTracking(), cancellationToken);
        return await MatchReading.RowsAsync(db, [.. matches.OrderBy(match => match.FoundAt).ThenBy(match => match.Id).Take(100)], cancellationToken);
    }

    /// <summary>How many matches wait for the actor.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellationToken) => (await ListAsync(actor, cancellationToken)).Count;

    /// <summary>Opens both sides of a match; audited for both before they are read. Null when there is no such match for the actor.</summary>
    public async Task<OpenedMatch?> OpenAsync(Actor actor, Guid matchId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenMatch, matchId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if ((await DecidedByAsync(db, actor, db.PerpetratorMatches.AsNoTracking().Where(match => match.Id == matchId), cancellationToken)).SingleOrDefault() is not { } match
            || (await MatchReading.RowsAsync(db, [match], cancellationToken)).SingleOrDefault() is not { } row)
        {
            return null;
        }

        var decisions = await db.MatchDecisions.AsNoTracking().Where(decision => decision.MatchId == matchId).ToListAsync(cancellationToken);
        var perpetrator = await db.Perpetrators.AsNoTracking().SingleAsync(each => each.Id == match.PerpetratorId, cancellationToken);
        var (subjectId, fields) = await MatchReading.FieldsAsync(db, match, cancellationToken);
        var own = PeopleSealing.Fields(perpetrator);
        var opened = await vault.OpenManyAsync(
            actor, Operation.OpenMatch, purpose,
            [(perpetrator.Id, [.. own, .. decisions.Select(decision => new SealedField(MatchTables.Reason, decision.Id, decision.Reason))]), (subjectId, fields)], cancellationToken);
        var answers = decisions.Select((decision, index) => new GivenAnswer(decision.Answer, opened[0][own.Count + index], decision.At, decision.ByName)).OrderBy(answer => answer.At);
        return new OpenedMatch(
            row, new MatchSide(opened[0][0], opened[0][1], opened[0][2], opened[0][3], opened[0][4], opened[0][6]),
            new MatchSide(opened[1][0], opened[1][1], opened[1][2], opened[1][3], opened[1][4], opened[1][5]), [.. answers]);
    }

    /// <summary>Decides a match with its reason; "cannot tell yet" leaves it, and what it holds, open. Gives the new version.</summary>
    public async Task<Outcome<int>> DecideAsync(Actor actor, Guid matchId, int version, MatchAnswer answer, string? reason, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.DecideMatches, matchId, cancellationToken);
        if (Words.CheckLines(reason, 1000, "Reason", isRequired: true) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if ((await DecidedByAsync(db, actor, db.PerpetratorMatches.Where(row => row.Id == matchId), cancellationToken)).SingleOrDefault() is not { } match)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (match.Version != version || match.State != MatchState.Open)
        {
            return new Refusal(match.State == MatchState.Open ? RefusalCode.ChangedMeanwhile : RefusalCode.AlreadyDecided);
        }

        var key = await vault.KeyForWritingAsync(match.PerpetratorId, cancellationToken);
        var id = Guid.CreateVersion7();
        db.MatchDecisions.Add(new MatchDecision { Id = id, MatchId = match.Id, Answer = answer, Reason = key.Seal(MatchTables.Reason, id, reason!.Trim()), At = time.Now, ById = actor.AccountId, ByName = actor.Name });
        match.Answer = answer;
        match.State = answer == MatchAnswer.CannotTellYet ? MatchState.Open : MatchState.Decided;
        match.Version++;
        audit.Add(db, actor, Operation.DecideMatches, match.Id, detail: answer.ToString());
        return await PeopleSaving.TrySaveAsync(db, cancellationToken) ? match.Version : new Refusal(RefusalCode.ChangedMeanwhile);
    }

    /// <summary>Of some matches those that are this actor's to decide.</summary>
    private static async Task<IReadOnlyList<PerpetratorMatch>> DecidedByAsync(AppDb db, Actor actor, IQueryable<PerpetratorMatch> matches, CancellationToken cancellationToken)
    {
        var all = await matches.ToListAsync(cancellationToken);
        if (all.Count == 0)
        {
            return all;
        }

        var cases = all.SelectMany(match => MatchDeciders.Cases(match)).Distinct().ToList();
        var kept = (await db.CaseExclusions.AsNoTracking().Where(row => cases.Contains(row.CaseId) && row.EndedAt == null).Select(row => new { row.CaseId, row.AccountId }).ToListAsync(cancellationToken))
            .ConvertAll(row => (row.CaseId, row.AccountId));
        var accounts = await db.Set<Account>().AsNoTracking().Where(account => account.IsActive).Select(account => new { account.Id, account.Roles }).ToListAsync(cancellationToken);
        var deciders = new MatchDeciders(accounts.ConvertAll(account => (account.Id, account.Roles)), kept.ToHashSet());
        return all.FindAll(match => deciders.MayDecide(actor, match));
    }
}
