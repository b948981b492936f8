using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>Reviews by the three: opened by a rule, by anybody's concern or because a decision is due; listed and opened for those who sit in them.</summary>
public sealed class RiskReviews(
    IDbContextFactory<AppDb> databases, Screenings screenings, ReviewSeats seats, AccessGuard access, ClientVault vault, AuditTrail audit, RiskChanges changes, TimeProvider time)
{
    /// <summary>The most characters of a concern.</summary>
    public const int LongestConcern = ReviewChecks.LongestWords;

    private static readonly int Seats = Enum.GetValues<ReviewSeat>().Length;

    /// <summary>
    /// Says that something about a case is of concern. A review opens, or the one that is open has to look at this too, and online sessions to come are held at once.
    /// Whoever meets a client may do it; a case that is hidden from the actor is not found.
    /// </summary>
    public async Task<Outcome<Guid>> RaiseAsync(Actor actor, Guid caseId, string? concern, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.RaiseConcern, caseId, cancellationToken);
        return ReviewChecks.CheckReasons(concern, nameof(concern)) is { } refusal ? refusal : await OpenAsync(actor, caseId, ReviewCause.Concern, concern, cancellationToken);
    }

    /// <summary>Opens a review because the last decision is due, or because somebody of the three wants one.</summary>
    public async Task<Outcome<Guid>> OpenDueAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.RecordScreening, caseId, cancellationToken);
        return await OpenAsync(actor, caseId, ReviewCause.Due, null, cancellationToken);
    }

    /// <summary>Open reviews, oldest first, then decided ones, newest first; nothing sealed. At most 100 a page.</summary>
    public async Task<ReviewPage> ListAsync(Actor actor, bool onlyOpen, int skip, int take, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.SitInReview, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var mine = await seats.OfAsync(db, actor, cancellationToken);
        if (mine.Count == 0)
        {
            return new ReviewPage([], 0);
        }

        var reviews = db.ReviewsSeenBy(actor).AsNoTracking().Where(review => !onlyOpen || review.DecidedAt == null);
        var total = await reviews.CountAsync(cancellationToken);
        var page = await reviews.OrderBy(review => review.DecidedAt != null).ThenByDescending(review => review.DecidedAt).ThenBy(review => review.OpenedAt).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))
            .Join(db.Cases, review => review.CaseId, file => file.Id, (review, file) => new { review, file.Reference })
            .Join(db.CaseRisks, row => row.review.CaseId, risk => risk.CaseId, (row, risk) => new { row.review, row.Reference, risk.Version }).ToListAsync(cancellationToken);
        var ids = page.Select(row => row.review.Id).ToList();
        var opinions = (await db.ReviewOpinions.AsNoTracking().Where(opinion => ids.Contains(opinion.ReviewId)).ToListAsync(cancellationToken)).ToLookup(opinion => opinion.ReviewId);
        return new ReviewPage(
        [
            .. page.Select(row => Row(row.review, row.Reference, Current(opinions[row.review.Id], row.Version), mine, actor))
                .OrderBy(row => row.DecidedAt is not null).ThenByDescending(row => row.DecidedAt).ThenBy(row => row.OpenedAt),
        ], total);
    }

    /// <summary>How many open reviews wait for the actor.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellationToken) => (await ListAsync(actor, true, 0, 100, cancellationToken)).Rows.Count(row => row.WaitsForMe);

    /// <summary>Decisions whose day of looking again comes within two weeks or is past, and for which no review is open; at most 100 a page.</summary>
    public async Task<DueReviewPage> DueAsync(Actor actor, int skip, int take, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewRisk, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = await seats.TodayAsync(db, cancellationToken);
        var soon = today.PlusDays(14);
        var due = db.CasesSeenBy(actor).Where(file => file.State == CaseState.Open)
            .Join(db.CaseRisks, file => file.Id, risk => risk.CaseId, (file, risk) => new { file.Id, file.Reference, risk.NextReviewOn, risk.ValidUntil, risk.OpenReviewId })
            .Where(row => row.OpenReviewId == null && row.NextReviewOn != null && row.NextReviewOn <= soon);
        var total = await due.CountAsync(cancellationToken);
        var page = total == 0 ? [] : await due.OrderBy(row => row.NextReviewOn).ThenBy(row => row.Id).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100)).ToListAsync(cancellationToken);
        return new DueReviewPage([.. page.Select(row => new DueReviewRow(row.Id, row.Reference, row.NextReviewOn!.Value, row.ValidUntil, row.NextReviewOn < today))], total);
    }

    /// <summary>Opens a review for somebody who sits in it; audited. The others' opinions are not opened before the reader has given one. Refused as not found for everybody else.</summary>
    public async Task<Outcome<OpenedReview>> ReadAsync(Actor actor, Guid reviewId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.SitInReview, reviewId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var mine = await seats.OfAsync(db, actor, cancellationToken);
        var review = mine.Count == 0 ? null : await db.ReviewsSeenBy(actor).AsNoTracking().SingleOrDefaultAsync(row => row.Id == reviewId, cancellationToken);
        if (review is null)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var risk = await db.CaseRisks.AsNoTracking().SingleAsync(row => row.CaseId == review.CaseId, cancellationToken);
        var reference = await db.Cases.Where(file => file.Id == review.CaseId).Select(file => file.Reference).SingleAsync(cancellationToken);
        var opinions = await db.ReviewOpinions.AsNoTracking().Where(row => row.ReviewId == reviewId).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        var current = review.DecidedAt is null ? Current(opinions, risk.Version) : Last(opinions);
        // Independently: before one's own opinion the others' stay closed.
        var shown = review.DecidedAt is not null || current.Any(opinion => opinion.AccountId == actor.AccountId) ? opinions : [.. opinions.Where(opinion => opinion.AccountId == actor.AccountId)];
        var texts = await vault.OpenAsync(actor, Operation.OpenReview, review.CaseId, $"Risk review: {review.Cause}",
        [
            new SealedField(RiskColumns.Concern, review.Id, review.Concern),
            new SealedField(RiskColumns.OtherConditions, review.Id, review.OtherConditions),
            new SealedField(RiskColumns.DecisionReasons, review.Id, review.Reasons),
            .. shown.Select(opinion => new SealedField(RiskColumns.OpinionReasons, opinion.Id, opinion.Reasons)),
        ], cancellationToken);
        return new OpenedReview(
            review, reference, GateFacts.StateOf(risk), texts[0], texts[1], texts[2], await screenings.LastAsync(db, actor, review.CaseId, cancellationToken), MySeats(mine, opinions, actor),
            [.. shown.Select((opinion, at) => new OpenedOpinion(opinion.Seat, opinion.Number, opinion.AccountName, opinion.Decision, opinion.Conditions, texts[3 + at], opinion.At, current.Contains(opinion)))],
            [.. current.Select(opinion => opinion.Seat)], review.DecidedAt is null && current.Count == Seats && MySeats(mine, opinions, actor).Count > 0);
    }

    /// <summary>The row of a case's risk, added to the context when there is none.</summary>
    internal static async Task<CaseRisk> RowAsync(AppDb db, Guid caseId, CancellationToken cancellationToken)
    {
        var risk = await db.CaseRisks.SingleOrDefaultAsync(row => row.CaseId == caseId, cancellationToken);
        if (risk is null)
        {
            db.CaseRisks.Add(risk = new CaseRisk { CaseId = caseId, Version = 0 });
        }

        risk.Version++;
        return risk;
    }

    /// <summary>Opens a review within a change of the case's risk; one that is open already has to look at what is new, because the risk's version has risen.</summary>
    internal static Guid Open(AppDb db, AuditTrail audit, Actor actor, CaseRisk risk, ReviewCause cause, Func<Guid, Sealed<string>>? concern, Instant now)
    {
        if (risk.OpenReviewId is { } open && concern is null)
        {
            return open;
        }

        var id = Guid.CreateVersion7();
        db.RiskReviews.Add(new RiskReview
        {
            Id = id, CaseId = risk.CaseId, Cause = cause, Concern = concern?.Invoke(id), OpenedAt = now, OpenedById = actor.AccountId, OpenedByName = actor.Name,
        });
        risk.OpenReviewId = id;
        audit.Add(db, actor, cause == ReviewCause.Concern ? Operation.RaiseConcern : Operation.RecordScreening, risk.CaseId, detail: $"review opened: {cause}");
        return id;
    }

    /// <summary>The last opinion of each seat on what is known now.</summary>
    internal static IReadOnlyList<ReviewOpinion> Current(IEnumerable<ReviewOpinion> opinions, int riskVersion) => [.. Last(opinions).Where(opinion => opinion.RiskVersion == riskVersion)];

    private static IReadOnlyList<ReviewOpinion> Last(IEnumerable<ReviewOpinion> opinions) => [.. opinions.GroupBy(opinion => opinion.Seat).Select(seat => seat.MaxBy(opinion => opinion.Number)!).OrderBy(opinion => opinion.Seat)];

    /// <summary>The seats an actor may take in a review: nobody sits twice, and whoever sat first keeps the seat.</summary>
    internal static IReadOnlyList<ReviewSeat> MySeats(IReadOnlyList<ReviewSeat> mine, IReadOnlyCollection<ReviewOpinion> opinions, Actor actor)
    {
        var held = opinions.Where(opinion => opinion.AccountId == actor.AccountId).Select(opinion => opinion.Seat).Distinct().ToList();
        return held.Count > 0
            ? [.. mine.Where(held.Contains)]
            : [.. mine.Where(seat => opinions.All(opinion => opinion.Seat != seat))];
    }

    private static ReviewRow Row(RiskReview review, string reference, IReadOnlyList<ReviewOpinion> current, IReadOnlyList<ReviewSeat> mine, Actor actor)
    {
        var given = current.Select(opinion => opinion.Seat).ToList();
        var waits = review.DecidedAt is null && (given.Count == Seats || (!current.Any(opinion => opinion.AccountId == actor.AccountId) && mine.Any(seat => !given.Contains(seat))));
        return new ReviewRow(review.Id, review.CaseId, reference, review.Cause, review.OpenedAt, review.OpenedByName, given, waits, review.Decision, review.DecidedAt, review.NextReviewOn);
    }

    private async Task<Outcome<Guid>> OpenAsync(Actor actor, Guid caseId, ReviewCause cause, string? concern, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
            {
                return new Refusal(RefusalCode.NotFound);
            }
        }

        if (await vault.FindKeyForWritingAsync(caseId, cancellationToken) is not { } key)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var outcome = await OutboxGates.InTurnAsync(time, () => OpenOnceAsync(actor, caseId, cause, concern, key, cancellationToken), cancellationToken);
        if (outcome.IsDone)
        {
            changes.Tell();
        }

        return outcome;
    }

    private async Task<Outcome<Guid>> OpenOnceAsync(Actor actor, Guid caseId, ReviewCause cause, string? concern, SubjectKey key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await OutboxGates.TryEnterAsync(db, caseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        var state = await db.CasesSeenBy(actor).Where(file => file.Id == caseId).Select(file => (CaseState?)file.State).SingleOrDefaultAsync(cancellationToken);
        if (state is null or CaseState.Closed)
        {
            return new Refusal(state is null ? RefusalCode.NotFound : RefusalCode.CaseClosed);
        }

        var risk = await RowAsync(db, caseId, cancellationToken);
        if (cause == ReviewCause.Due && risk.OpenReviewId is not null)
        {
            return new Refusal(RefusalCode.NothingToDo);
        }

        // A concern that comes while a review is open takes its place: what was said in it so far stays to be read, and all three look at both.
        if (concern is not null && risk.OpenReviewId is { } former)
        {
            await db.RiskReviews.Where(review => review.Id == former).ExecuteUpdateAsync(set => set.SetProperty(review => review.DecidedAt, now).SetProperty(review => review.DecidedByName, actor.Name), cancellationToken);
        }

        var id = Open(db, audit, actor, risk, cause, concern is null ? null : review => key.Seal(RiskColumns.Concern, review, concern.Trim()), now);
        await db.SaveChangesAsync(cancellationToken);
        await changes.FollowAsync(db, actor, caseId, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }
}
