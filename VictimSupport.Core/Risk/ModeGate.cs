using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Risk;

/// <summary>
/// The one place that says whether a case may have a session in a mode. Today: the case is open and its support mode covers the session's;
/// screening, review, consent and training add their conditions here and nowhere else.
/// </summary>
public static class ModeGate
{
    /// <summary>Null when the session may be booked; otherwise why not, in words the coordinator may read.</summary>
    public static Refusal? Check(CaseState state, SupportMode caseMode, SupportMode sessionMode) => (state, caseMode, sessionMode) switch
    {
        (not CaseState.Open, _, _) => new Refusal(RefusalCode.CaseClosed, "CaseId"),
        (_, _, SupportMode.Hybrid) => new Refusal(RefusalCode.ModeNotAllowed, "Mode"),
        (_, SupportMode.InPerson, SupportMode.Online) => new Refusal(RefusalCode.ModeNotAllowed, "Mode"),
        _ => null,
    };
}
