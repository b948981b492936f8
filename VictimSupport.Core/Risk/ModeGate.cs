using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Risk;

/// <summary>What the gate says of one mode: allowed, or what is missing and who can do something about it.</summary>
public sealed record GateAnswer(SupportMode Mode, Refusal? Refusal)
{
    public bool IsAllowed => Refusal is null;
}

/// <summary>
/// The one place that says whether a case may have a session in a mode. Today: the case is open, its support mode covers the session's and nothing about it waits to be decided;
/// screening, review, consent and training add their conditions here and nowhere else.
/// </summary>
public static class ModeGate
{
    /// <summary>The modes in which sessions are booked.</summary>
    public static IReadOnlyList<SupportMode> Bookable { get; } = [SupportMode.Online, SupportMode.InPerson];

    /// <summary>Null when the session may be booked; otherwise why not, in words the coordinator may read.</summary>
    public static Refusal? Check(CaseState state, SupportMode caseMode, SupportMode sessionMode) => (state, caseMode, sessionMode) switch
    {
        (CaseState.Intake, _, _) => new Refusal(RefusalCode.CaseInIntake, "CaseId"),
        (not CaseState.Open, _, _) => new Refusal(RefusalCode.CaseClosed, "CaseId"),
        (_, _, SupportMode.Hybrid) => new Refusal(RefusalCode.ModeNotAllowed, "Mode"),
        (_, SupportMode.InPerson, SupportMode.Online) => new Refusal(RefusalCode.ModeNotAllowed, "Mode"),
        _ => null,
    };

    /// <summary>As the other, for a case as it stands in the database; a case that waits for a decision is refused with the words of any hold.</summary>
    public static Refusal? Check(GateFacts facts, SupportMode sessionMode)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return Check(facts.State, facts.Mode, sessionMode) ?? (facts.IsHeld ? new Refusal(RefusalCode.DecisionFirst, "CaseId") : null);
    }

    /// <summary>What would be said of each mode of <see cref="Bookable"/>, before anything is chosen.</summary>
    public static IReadOnlyList<GateAnswer> Ask(CaseRow file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return [.. Bookable.Select(mode => new GateAnswer(mode, Check(file.State, file.Mode, mode)))];
    }
}
