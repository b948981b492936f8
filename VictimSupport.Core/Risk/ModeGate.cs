using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>What the gate says of one mode: allowed, or what is missing and who can do something about it.</summary>
public sealed record GateAnswer(SupportMode Mode, Refusal? Refusal)
{
    public bool IsAllowed => Refusal is null;
}

/// <summary>
/// The one place that says whether a case may have a session in a mode. Today: the case is open, age and consents are settled, its support mode covers the session's and
/// nothing about it waits to be decided; screening, review and training add their conditions here and nowhere else.
/// </summary>
public sealed class ModeGate(IDbContextFactory<AppDb> databases, AccessGuard access)
{
    /// <summary>The modes in which sessions are booked.</summary>
    public static IReadOnlyList<SupportMode> Bookable { get; } = [SupportMode.Online, SupportMode.InPerson];

    /// <summary>Null when the session may be booked; otherwise why not, in words the coordinator may read. A case that waits for a decision is refused with the words of any hold.</summary>
    public static Refusal? Check(GateFacts facts, SupportMode sessionMode)
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
            _ => null,
        };
    }

    /// <summary>What would be said of each mode of <see cref="Bookable"/>, before anything is chosen; empty for a case that is not there for the actor.</summary>
    public async Task<IReadOnlyList<GateAnswer>> AskAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.BookSession, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var facts = await GateFacts.ReadAsync(db, actor, caseId, cancellationToken);
        return facts is null ? [] : [.. Bookable.Select(mode => new GateAnswer(mode, Check(facts, mode)))];
    }
}
