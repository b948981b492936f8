using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>What the gate says of one mode: allowed, until when and on what conditions, or what is missing and who can do something about it.</summary>
/// <param name="ValidUntil">The last local day that the three's decision covers; null where there is none.</param>
public sealed record GateAnswer(SupportMode Mode, Refusal? Refusal, LocalDate? ValidUntil = null, ReviewConditions Conditions = ReviewConditions.None)
{
    public bool IsAllowed => Refusal is null;
}

/// <summary>
/// The one place that says whether a case may have a session in a mode at a moment: the case is open, nothing about it waits to be decided, age and consents are settled,
/// its risk allows the mode on that day, and its support mode covers the session's. Training adds its condition here and nowhere else.
/// </summary>
public sealed class ModeGate(IDbContextFactory<AppDb> databases, AccessGuard access, TimeProvider time)
{
    /// <summary>The modes in which sessions are booked.</summary>
    public static IReadOnlyList<SupportMode> Bookable { get; } = [SupportMode.Online, SupportMode.InPerson];

    /// <summary>Null when the session may be booked; otherwise why not, in words the coordinator may read. A case that waits for a decision is refused with the words of any hold.</summary>
    /// <param name="start">When the session begins.</param>
    public static Refusal? Check(GateFacts facts, SupportMode sessionMode, Instant start)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return (facts.State, facts.Mode, sessionMode) switch
        {
            (CaseState.Intake, _, _) => new Refusal(RefusalCode.CaseInIntake, "CaseId"),
            (not CaseState.Open, _, _) => new Refusal(RefusalCode.CaseClosed, "CaseId"),
            _ when facts.IsHeld => new Refusal(RefusalCode.DecisionFirst, "CaseId"),
            _ when ConsentRules.Check(facts.Age, facts.DutyToReport, facts.HasSupportConsent, facts.HasRecordsConsent) is { } missing => missing with { Field = "CaseId" },
            (_, _, SupportMode.Hybrid) => new Refusal(RefusalCode.ModeNotAllowed, "Mode"),
            (_, SupportMode.InPerson, SupportMode.Online) => new Refusal(RefusalCode.ModeNotAllowed, "Mode"),
            _ => RiskRules.Check(facts.Risk, sessionMode, start.InZone(facts.Zone).Date) is { } risk ? risk with { Field = "Mode" } : null,
        };
    }

    /// <summary>What would be said of each mode of <see cref="Bookable"/> today, before anything is chosen; empty for a case that is not there for the actor.</summary>
    public async Task<IReadOnlyList<GateAnswer>> AskAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.BookSession, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var facts = await GateFacts.ReadAsync(db, actor, caseId, cancellationToken);
        return facts is null ? [] : [.. Bookable.Select(mode => Answer(facts, mode))];
    }

    private GateAnswer Answer(GateFacts facts, SupportMode mode)
    {
        var refusal = Check(facts, mode, time.Now);
        return refusal is null && mode == SupportMode.Online && facts.Risk.Decision is not null
            ? new GateAnswer(mode, null, facts.Risk.ValidUntil, facts.Risk.Conditions)
            : new GateAnswer(mode, refusal, null, refusal is null ? facts.Risk.Conditions : ReviewConditions.None);
    }
}
