using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Risk;

/// <summary>What stands of a case's risk, without what is sealed.</summary>
public sealed record RiskState(
    RiskLevel Level, bool IsOnlineAdvised, Instant? ScreenedAt, Guid? OpenReviewId, ReviewDecision? Decision, ReviewConditions Conditions, LocalDate? ValidUntil, LocalDate? NextReviewOn, int Version)
{
    /// <summary>Of a case that nobody has screened yet.</summary>
    public static RiskState None { get; } = new(RiskLevel.NotAssessed, false, null, null, null, ReviewConditions.None, null, null, 0);
}

/// <summary>Whether a case's risk allows a session in a mode on a day; pure. The one rule, asked by the gate alone and by what holds sessions.</summary>
public static class RiskRules
{
    /// <summary>How long a decision may hold at most.</summary>
    public const int LongestDays = 366;

    /// <summary>Null when it does; otherwise what is missing, in words that say nothing of what is feared.</summary>
    /// <param name="day">The local day of the session.</param>
    public static Refusal? Check(RiskState risk, SupportMode mode, LocalDate day)
    {
        ArgumentNullException.ThrowIfNull(risk);
        if (risk is { OpenReviewId: null, Decision: ReviewDecision.NotNow or ReviewDecision.ReferOn })
        {
            return new Refusal(risk.Decision == ReviewDecision.NotNow ? RefusalCode.DecisionNotNow : RefusalCode.DecisionReferOn);
        }

        if (mode != SupportMode.Online)
        {
            return null;
        }

        return risk switch
        {
            { ScreenedAt: null, OpenReviewId: null } => new Refusal(RefusalCode.NotScreened),
            { OpenReviewId: not null } => new Refusal(RefusalCode.ReviewOpen),
            { Decision: ReviewDecision.Online or ReviewDecision.Hybrid } => day <= risk.ValidUntil ? null : new Refusal(RefusalCode.DecisionOver, null, risk.ValidUntil!),
            { Decision: not null } => new Refusal(RefusalCode.DecisionInPerson),
            { Level: RiskLevel.NotAssessed } => new Refusal(RefusalCode.ScreeningIncomplete),
            { IsOnlineAdvised: false } => new Refusal(RefusalCode.ReviewNeeded),
            _ => null,
        };
    }
}
