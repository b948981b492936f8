using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>What the three do in a review: one opinion a seat, given before the others' are seen, and the decision when all three have spoken on what is known now.</summary>
public sealed class ReviewDecisions(IDbContextFactory<AppDb> databases, ReviewSeats seats, AccessGuard access, ClientVault vault, AuditTrail audit, RiskChanges changes, TimeProvider time)
{
    private static readonly int Seats = Enum.GetValues<ReviewSeat>().Length;

    /// <summary>Gives an opinion, or another one after the talk; every one of them is kept. Gives the review's new version.</summary>
    public Task<Outcome<int>> GiveAsync(Actor actor, OpinionForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        return InReviewAsync(actor, form.ReviewId, _ => ReviewChecks.Check(form), (db, place, key, now) => GiveOnceAsync(db, actor, form, place, key, now, cancellationToken), cancellationToken);
    }

    /// <summary>Records the decision and releases or moves nothing by itself but what was held for it. Online needs that none of the three is against it. Gives the review's new version.</summary>
    public async Task<Outcome<int>> DecideAsync(Actor actor, ReviewDecisionForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        var outcome = await InReviewAsync(actor, form.ReviewId, today => ReviewChecks.Check(form, today), (db, place, key, now) => DecideOnceAsync(db, actor, form, place, key, now, cancellationToken), cancellationToken);
        if (outcome.IsDone)
        {
            changes.Tell();
        }

        return outcome;
    }

    private async Task<Outcome<int>> InReviewAsync(Actor actor, Guid reviewId, Func<LocalDate, Refusal?> check, Func<AppDb, Place, SubjectKey, Instant, Task<Refusal?>> changeAsync, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.SitInReview, reviewId, cancellationToken);
        Guid caseId;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var found = await db.ReviewsSeenBy(actor).Where(review => review.Id == reviewId).Select(review => (Guid?)review.CaseId).SingleOrDefaultAsync(cancellationToken);
            if (found is null || (await seats.OfAsync(db, actor, cancellationToken)).Count == 0)
            {
                return new Refusal(RefusalCode.NotFound);
            }

            if (check(await seats.TodayAsync(db, cancellationToken)) is { } refusal)
            {
                return refusal;
            }

            caseId = found.Value;
        }

        return await vault.FindKeyForWritingAsync(caseId, cancellationToken) is { } key
            ? await OutboxGates.InTurnAsync(time, () => OnceAsync(actor, caseId, reviewId, key, changeAsync, cancellationToken), cancellationToken)
            : new Refusal(RefusalCode.NotFound);
    }

    private async Task<Outcome<int>> OnceAsync(Actor actor, Guid caseId, Guid reviewId, SubjectKey key, Func<AppDb, Place, SubjectKey, Instant, Task<Refusal?>> changeAsync, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await OutboxGates.TryEnterAsync(db, caseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        var review = await db.ReviewsSeenBy(actor).SingleOrDefaultAsync(row => row.Id == reviewId, cancellationToken);
        if (review is null || review.DecidedAt is not null)
        {
            return new Refusal(review is null ? RefusalCode.NotFound : RefusalCode.AlreadyDecided);
        }

        // Asked again inside: a role that was taken away a second ago counts no more.
        var place = new Place(
            review, await db.CaseRisks.SingleAsync(row => row.CaseId == caseId, cancellationToken), await seats.OfAsync(db, actor, cancellationToken),
            await db.ReviewOpinions.Where(row => row.ReviewId == reviewId).ToListAsync(cancellationToken));
        if (await changeAsync(db, place, key, now) is { } refusal)
        {
            return refusal;
        }

        review.Version++;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            if (review.DecidedAt is not null)
            {
                await changes.FollowAsync(db, actor, caseId, now, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return review.Version;
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
    }

    private Task<Refusal?> GiveOnceAsync(AppDb db, Actor actor, OpinionForm form, Place place, SubjectKey key, Instant now, CancellationToken cancellationToken)
    {
        if (place.Risk.Version != form.RiskVersion)
        {
            return Task.FromResult<Refusal?>(new Refusal(RefusalCode.ChangedMeanwhile));
        }

        if (!RiskReviews.MySeats(place.Seats, place.Opinions, actor).Contains(form.Seat))
        {
            return Task.FromResult<Refusal?>(new Refusal(RefusalCode.SeatTaken, nameof(form.Seat)));
        }

        var id = Guid.CreateVersion7();
        db.ReviewOpinions.Add(new ReviewOpinion
        {
            Id = id, ReviewId = form.ReviewId, Seat = form.Seat, Number = place.Opinions.Where(opinion => opinion.Seat == form.Seat).Select(opinion => opinion.Number).DefaultIfEmpty().Max() + 1,
            AccountId = actor.AccountId, AccountName = actor.Name, Decision = form.Decision, Conditions = form.Conditions, Reasons = key.Seal(RiskColumns.OpinionReasons, id, form.Reasons!.Trim()), At = now, RiskVersion = place.Risk.Version,
        });
        audit.Add(db, actor, Operation.SitInReview, place.Review.CaseId, detail: $"opinion of {form.Seat}");
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Refusal?>(null);
    }

    private Task<Refusal?> DecideOnceAsync(AppDb db, Actor actor, ReviewDecisionForm form, Place place, SubjectKey key, Instant now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Decide(db, actor, form, place, key, now));
    }

    private Refusal? Decide(AppDb db, Actor actor, ReviewDecisionForm form, Place place, SubjectKey key, Instant now)
    {
        var (review, risk) = (place.Review, place.Risk);
        if (review.Version != form.Version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        var current = RiskReviews.Current(place.Opinions, risk.Version);
        if (current.Count < Seats || RiskReviews.MySeats(place.Seats, place.Opinions, actor).Count == 0)
        {
            return new Refusal(current.Count < Seats ? RefusalCode.OpinionsMissing : RefusalCode.SeatTaken, nameof(form.Decision));
        }

        if (ReviewChecks.CheckAgreement(form, current) is { } refusal)
        {
            return refusal;
        }

        (review.Decision, review.Conditions, review.ValidUntil, review.NextReviewOn) = (form.Decision, form.Conditions, form.ValidUntil, form.NextReviewOn);
        review.Reasons = key.Seal(RiskColumns.DecisionReasons, review.Id, form.Reasons!.Trim());
        review.OtherConditions = Words.OrNull(form.OtherConditions) is { } other ? key.Seal(RiskColumns.OtherConditions, review.Id, other) : null;
        (review.DecidedAt, review.DecidedById, review.DecidedByName) = (now, actor.AccountId, actor.Name);
        (risk.OpenReviewId, risk.Decision, risk.Conditions, risk.ValidUntil, risk.NextReviewOn, risk.DecidedAt) = (null, form.Decision, form.Conditions, form.ValidUntil, form.NextReviewOn, now);
        risk.Version++;
        audit.Add(db, actor, Operation.SitInReview, review.CaseId, detail: $"decided: {form.Decision}");
        return null;
    }

    private sealed record Place(RiskReview Review, CaseRisk Risk, IReadOnlyList<ReviewSeat> Seats, IReadOnlyList<ReviewOpinion> Opinions);
}
