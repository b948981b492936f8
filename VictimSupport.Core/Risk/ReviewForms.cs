using NodaTime;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Risk;

/// <summary>An opinion as given.</summary>
/// <param name="RiskVersion">What was known when it was formed, see <see cref="CaseRisk.Version"/>; an opinion on something older is refused.</param>
public sealed record OpinionForm(Guid ReviewId, ReviewSeat Seat, int RiskVersion, ReviewDecision Decision, ReviewConditions Conditions, string? Reasons)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(OpinionForm);
}

/// <summary>A decision as recorded.</summary>
/// <param name="Version">Of the review, so that an opinion that came meanwhile is seen first.</param>
/// <param name="ValidUntil">The last local day of sessions that it covers.</param>
/// <param name="NextReviewOn">Not after the last day.</param>
public sealed record ReviewDecisionForm(
    Guid ReviewId, int Version, ReviewDecision Decision, ReviewConditions Conditions, string? OtherConditions, string? Reasons, LocalDate ValidUntil, LocalDate NextReviewOn)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(ReviewDecisionForm);
}

/// <summary>A review in the list: a reference and where it stands.</summary>
/// <param name="Given">The seats that have given an opinion on what is known now.</param>
/// <param name="WaitsForMe">Whether the reader has a free seat in it, or its decision can be recorded.</param>
public sealed record ReviewRow(
    Guid Id, Guid CaseId, string Reference, ReviewCause Cause, Instant OpenedAt, string OpenedByName, IReadOnlyList<ReviewSeat> Given, bool WaitsForMe, ReviewDecision? Decision, Instant? DecidedAt, LocalDate? NextReviewOn);

/// <summary>One page and how many there are in all.</summary>
public sealed record ReviewPage(IReadOnlyList<ReviewRow> Rows, int Total);

/// <summary>A decision that has to be looked at again.</summary>
/// <param name="IsOverdue">Its day is past.</param>
public sealed record DueReviewRow(Guid CaseId, string Reference, LocalDate NextReviewOn, LocalDate? ValidUntil, bool IsOverdue);

/// <summary>One page, longest overdue first, and how many there are in all.</summary>
public sealed record DueReviewPage(IReadOnlyList<DueReviewRow> Rows, int Total);

/// <summary>An opened opinion.</summary>
/// <param name="IsCurrent">It is the seat's last one and about what is known now.</param>
public sealed record OpenedOpinion(ReviewSeat Seat, int Number, string AccountName, ReviewDecision Decision, ReviewConditions Conditions, string? Reasons, Instant At, bool IsCurrent);

/// <summary>An opened review, as far as its reader may see it.</summary>
/// <param name="MySeats">The free seats the reader may take, and the one the reader holds.</param>
/// <param name="Opinions">All of them once the reader has given one, or when it is decided; before that the reader's own.</param>
/// <param name="Given">The seats that have given an opinion on what is known now.</param>
/// <param name="MayDecide">All three have spoken on what is known now, and the reader sits in it.</param>
public sealed record OpenedReview(
    RiskReview Review, string Reference, RiskState Risk, string? Concern, string? OtherConditions, string? Reasons, OpenedScreening? Screening,
    IReadOnlyList<ReviewSeat> MySeats, IReadOnlyList<OpenedOpinion> Opinions, IReadOnlyList<ReviewSeat> Given, bool MayDecide)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(OpenedReview);
}

/// <summary>What opinions and decisions need before they are saved; pure.</summary>
internal static class ReviewChecks
{
    public const int LongestWords = 2000;

    public static Refusal? CheckReasons(string? words, string field) =>
        Words.OrNull(words) is null ? new Refusal(RefusalCode.Required, field) : Words.CheckLines(words, LongestWords, field);

    public static Refusal? Check(OpinionForm form) =>
        (Enum.IsDefined(form.Seat) && Enum.IsDefined(form.Decision) ? null : new Refusal(RefusalCode.Required, nameof(form.Decision))) ?? CheckReasons(form.Reasons, nameof(form.Reasons));

    public static Refusal? Check(ReviewDecisionForm form, LocalDate today) =>
        (Enum.IsDefined(form.Decision) ? null : new Refusal(RefusalCode.Required, nameof(form.Decision)))
        ?? CheckReasons(form.Reasons, nameof(form.Reasons))
        ?? Words.CheckLines(form.OtherConditions, LongestWords, nameof(form.OtherConditions))
        ?? (form.ValidUntil <= today || form.ValidUntil > today.PlusDays(RiskRules.LongestDays) ? new Refusal(RefusalCode.NotADecisionDay, nameof(form.ValidUntil), RiskRules.LongestDays) : null)
        ?? (form.NextReviewOn <= today || form.NextReviewOn > form.ValidUntil ? new Refusal(RefusalCode.NotAReviewDay, nameof(form.NextReviewOn)) : null);

    /// <summary>Online only when none of the three is against it: who is not cleared by all of them is not cleared.</summary>
    public static Refusal? CheckAgreement(ReviewDecisionForm form, IReadOnlyList<ReviewOpinion> opinions)
    {
        if (form.Decision is not (ReviewDecision.Online or ReviewDecision.Hybrid))
        {
            return null;
        }

        if (opinions.Any(opinion => opinion.Decision is not (ReviewDecision.Online or ReviewDecision.Hybrid)))
        {
            return new Refusal(RefusalCode.NotClearedByAll, nameof(form.Decision));
        }

        var asked = opinions.Aggregate(ReviewConditions.None, (all, opinion) => all | opinion.Conditions);
        return (asked & ~form.Conditions) == ReviewConditions.None ? null : new Refusal(RefusalCode.ConditionsLeftOut, nameof(form.Conditions));
    }
}
