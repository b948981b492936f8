using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Requests;

/// <summary>A decision as the Team Manager makes it.</summary>
/// <param name="ProcedureId">The version of the outcome's procedure that stood on the screen.</param>
/// <param name="ChildrenProcedureId">The version of the children's procedure that stood on the screen; needed on the children's path.</param>
/// <param name="Words">What was done and why; needed for every outcome but a booked intake.</param>
/// <param name="AdultReason">Why somebody who may be a child goes the adults' path; needed then.</param>
/// <param name="CallBack">Whether the coordinator is to call or write back.</param>
/// <param name="Answer">What the coordinator tells then.</param>
/// <param name="Mode">How the new case is met when an intake is booked.</param>
public sealed record DecisionForm(
    Guid RequestId, int Version, RequestOutcome Outcome, RequestPath Path, Guid ProcedureId, Guid? ChildrenProcedureId = null, string? Words = null, string? AdultReason = null,
    bool CallBack = false, string? Answer = null, SupportMode Mode = SupportMode.InPerson)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(DecisionForm);
}

/// <summary>One decision, opened, with the procedures that stood beside it.</summary>
public sealed record DecisionRow(NodaTime.Instant At, string AccountName, RequestOutcome? Outcome, RequestPath Path, string? Words, string? AdultReason, Procedure? Procedure, Procedure? ChildrenProcedure)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(DecisionRow);
}

/// <summary>What a decision needs; pure.</summary>
public static class TriageRules
{
    /// <summary>Whether somebody of this age never goes the adults' path without a stated reason.</summary>
    public static bool NeedsChildrenPath(RequestAge age) => age is RequestAge.Child or RequestAge.PerhapsChild;

    /// <summary>The procedure of an outcome.</summary>
    public static ProcedureKind ProcedureOf(RequestOutcome outcome) => Enum.Parse<ProcedureKind>(outcome.ToString());

    /// <summary>What the new case knows of the client's age: nobody becomes an adult by the path alone, and who went the children's path stays on it until somebody decides.</summary>
    internal static ClientAge AgeOfClient(RequestPath path, RequestAge age) => (path, age) switch
    {
        (_, RequestAge.Child) => ClientAge.Child,
        (RequestPath.Children, _) or (_, RequestAge.PerhapsChild) => ClientAge.MayBeChild,
        (_, RequestAge.Adult) => ClientAge.Adult,
        _ => ClientAge.NotKnown,
    };

    internal static Refusal? Check(DecisionForm form, RequestAge age) =>
        (Enum.IsDefined(form.Outcome) ? null : new Refusal(RefusalCode.Required, nameof(form.Outcome)))
        ?? CheckPath(form, age)
        ?? Words.CheckLines(form.Words, RequestChecks.LongestRemark, nameof(form.Words), isRequired: form.Outcome != RequestOutcome.IntakeBooked)
        ?? Words.CheckLines(form.Answer, RequestChecks.LongestRemark, nameof(form.Answer), isRequired: form.CallBack)
        ?? (Enum.IsDefined(form.Mode) ? null : new Refusal(RefusalCode.Required, nameof(form.Mode)));

    private static Refusal? CheckPath(DecisionForm form, RequestAge age)
    {
        if (form.Path == RequestPath.Children)
        {
            return form.ChildrenProcedureId is null ? new Refusal(RefusalCode.Required, nameof(form.Path)) : null;
        }

        return age switch
        {
            RequestAge.Child => new Refusal(RefusalCode.ChildrenPathNeeded, nameof(form.Path)),
            RequestAge.PerhapsChild => Words.CheckLines(form.AdultReason, RequestChecks.LongestRemark, nameof(form.AdultReason), isRequired: true),
            _ => null,
        };
    }
}
