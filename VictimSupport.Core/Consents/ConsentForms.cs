using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Consents;

/// <summary>The answer to one question of the terms.</summary>
/// <param name="Recipient">With whom is shared; needed for a referral, and for nothing else.</param>
/// <param name="Scope">Exactly what is shared; needed for a referral.</param>
public sealed record ConsentLine(ConsentKind Kind, ConsentAnswer Answer, string? Recipient = null, string? Scope = null);

/// <summary>What was answered to the terms in one sitting, saved whole.</summary>
/// <param name="TermsNumber">The version that was read out or shown.</param>
/// <param name="Language">The language in which it was read out: en, pl or mt.</param>
/// <param name="GuardianId">Who of the people beside the client gave the answers; null for the client.</param>
/// <param name="Witness">Who saw the signature; needed for a written consent.</param>
/// <param name="GivenAt">When; null for now.</param>
public sealed record ConsentForm(
    Guid CaseId, int TermsNumber, string Language, ConsentWay Way, IReadOnlyList<ConsentLine> Lines, Guid? GuardianId = null, string? Witness = null, Instant? GivenAt = null)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(ConsentForm);
}

/// <summary>A recorded answer; what of it is sealed stays so.</summary>
/// <param name="Holds">Whether it allows something at this moment.</param>
public sealed record ConsentRow(
    Guid Id, ConsentKind Kind, ConsentAnswer Answer, ConsentWay Way, ConsentGiver Giver, int TermsNumber, string Language, Instant GivenAt, string ByName,
    Instant? EndedAt, ConsentEnd? End, ConsentWay? EndWay, string? EndedByName, bool HasWords, bool Holds, int Version);

/// <summary>One page, newest first, how many there are in all, and which kinds of consent hold at this moment.</summary>
/// <param name="Standing">What was given and not ended, referrals left out: what can be withdrawn, on whatever page it is.</param>
public sealed record ConsentPage(IReadOnlyList<ConsentRow> Rows, int Total, IReadOnlyList<ConsentKind> Holding, IReadOnlyList<ConsentRow> Standing);

/// <summary>The sealed words of an answer, opened.</summary>
public sealed record ConsentWords(string? Witness, string? Recipient, string? Scope)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(ConsentWords);
}

/// <summary>A decision about a client who is, or may be, a child.</summary>
/// <param name="Version">Of the case.</param>
/// <param name="Answer">The name of a <see cref="ClientAge"/> or a <see cref="DutyToReport"/>, or Yes or No, as the question has it.</param>
/// <param name="Words">Why; needed whenever somebody leaves the children's path or goes less than all of it.</param>
public sealed record ChildDecisionForm(Guid CaseId, int Version, ChildQuestion Question, string Answer, string? Words = null)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(ChildDecisionForm);
}

/// <summary>A decision in the list; its words stay sealed.</summary>
public sealed record ChildDecisionRow(Guid Id, ChildQuestion Question, string Answer, bool HasWords, Instant At, string ByName);

/// <summary>What stands of a client's age, and what was decided, newest first.</summary>
public sealed record ChildSheet(ClientAge Age, bool ConsentsAlone, DutyToReport DutyToReport, int CaseVersion, IReadOnlyList<ChildDecisionRow> Decisions);

/// <summary>What answers need before they are saved; pure.</summary>
internal static class ConsentChecks
{
    public const int LongestName = 200;
    public const int LongestScope = 1000;

    public static Refusal? Check(ConsentForm form, Instant now)
    {
        if (form.Lines.Count == 0)
        {
            return new Refusal(RefusalCode.Required, nameof(form.Lines));
        }

        if (form.Lines.Where(line => line.Kind != ConsentKind.Referral).GroupBy(line => line.Kind).Any(same => same.Count() > 1))
        {
            return new Refusal(RefusalCode.NothingToDo, nameof(form.Lines));
        }

        // A clock beside this one may be a little ahead.
        return (Enum.IsDefined(form.Way) ? null : new Refusal(RefusalCode.Required, nameof(form.Way)))
            ?? CaseChecks.CheckLanguage(form.Language)
            ?? (form.Way == ConsentWay.Written ? Words.CheckRequired(form.Witness, LongestName, nameof(form.Witness)) : null)
            ?? (form.GivenAt > now + Duration.FromMinutes(1) ? new Refusal(RefusalCode.InTheFuture, nameof(form.GivenAt)) : null)
            ?? form.Lines.Select(Check).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? Check(ConsentLine line) =>
        (Enum.IsDefined(line.Kind) && Enum.IsDefined(line.Answer) ? null : new Refusal(RefusalCode.Required, nameof(ConsentForm.Lines)))
        ?? (line.Kind != ConsentKind.Referral
            ? null
            : Words.CheckRequired(line.Recipient, LongestName, nameof(line.Recipient))
                ?? (Words.OrNull(line.Scope) is null ? new Refusal(RefusalCode.Required, nameof(line.Scope)) : Words.CheckLines(line.Scope, LongestScope, nameof(line.Scope))));

    /// <summary>Who leaves the children's path, or goes it without a guardian or a report, says why.</summary>
    public static Refusal? Check(ChildDecisionForm form, ClientAge age)
    {
        var isKnown = form.Question switch
        {
            ChildQuestion.Age => Enum.TryParse<ClientAge>(form.Answer, out var chosen) && Enum.IsDefined(chosen) && chosen != ClientAge.NotKnown,
            ChildQuestion.ConsentsAlone => form.Answer is "Yes" or "No",
            ChildQuestion.DutyToReport => Enum.TryParse<DutyToReport>(form.Answer, out var duty) && Enum.IsDefined(duty) && duty != DutyToReport.Open,
            _ => false,
        };
        if (!isKnown)
        {
            return new Refusal(RefusalCode.Required, nameof(form.Answer));
        }

        if (form.Question != ChildQuestion.Age && age != ClientAge.Child)
        {
            return new Refusal(RefusalCode.NotAChild, nameof(form.Question));
        }

        var needsWords = form.Question switch
        {
            ChildQuestion.Age => age is ClientAge.Child or ClientAge.MayBeChild && form.Answer == nameof(ClientAge.Adult),
            ChildQuestion.ConsentsAlone => form.Answer == "Yes",
            _ => true,
        };
        return needsWords && Words.OrNull(form.Words) is null ? new Refusal(RefusalCode.Required, nameof(form.Words)) : Words.CheckLines(form.Words, LongestScope, nameof(form.Words));
    }
}
