using System.Globalization;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Intake;

/// <summary>Whether what was typed is an answer to its question; pure.</summary>
internal static class IntakeChecks
{
    private static readonly string[] YesNo = ["yes", "no", "unknown"];
    private static readonly LocalDate Earliest = new(1900, 1, 1);

    /// <summary>What even a half-typed answer must keep to, so that it can be kept: its length, its state and whole characters.</summary>
    public static Refusal? CheckDraft(IntakeQuestion question, IntakeAnswer answer) =>
        !Enum.IsDefined(answer.State) ? new Refusal(RefusalCode.Required, question.Key)
        : answer.Value?.Length > question.Longest ? new Refusal(RefusalCode.TooLong, question.Key, question.Longest)
        : answer.Value is { } value && !Words.IsWhole(value) ? new Refusal(RefusalCode.ControlCharacter, question.Key)
        : null;

    /// <summary>What an answer must be to be saved; what was put off is not looked at but for its length.</summary>
    public static Refusal? Check(IntakeQuestion question, IntakeAnswer answer)
    {
        if (CheckDraft(question, answer) is { } refusal || answer.State != AnswerState.Answered || answer.IsNothing)
        {
            return CheckDraft(question, answer);
        }

        var value = answer.Value!.Trim();
        return question.Kind switch
        {
            QuestionKind.Lines => Words.CheckLines(value, question.Longest, question.Key),
            QuestionKind.Date => CheckDate(value, question.Key),
            QuestionKind.Number => CheckNumber(value, question.Key),
            QuestionKind.Telephone => Words.CheckOptional(value, question.Longest, question.Key) ?? Words.CheckTelephone(value, question.Key),
            QuestionKind.Email => Words.CheckEmail(value, question.Key),
            QuestionKind.YesNo => YesNo.Contains(value) ? null : new Refusal(RefusalCode.Required, question.Key),
            QuestionKind.OneOf => answer.Chosen.Count == 1 ? CheckChosen(question, answer) : new Refusal(RefusalCode.Required, question.Key),
            QuestionKind.SeveralOf => CheckChosen(question, answer),
            _ => Words.CheckOptional(value, question.Longest, question.Key),
        };
    }

    private static Refusal? CheckChosen(IntakeQuestion question, IntakeAnswer answer) =>
        answer.Chosen.All(key => question.Options.Any(option => option.Key == key)) ? null : new Refusal(RefusalCode.Required, question.Key);

    private static Refusal? CheckDate(string value, string field) =>
        LocalDatePattern.Iso.Parse(value) is { Success: true } parsed && parsed.Value >= Earliest && parsed.Value.Year < 2200 ? null : new Refusal(RefusalCode.NotADate, field);

    private static Refusal? CheckNumber(string value, string field) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Words.CheckNumber(number, 0, 1000, field) : new Refusal(RefusalCode.NotBetween, field, 0, 1000);
}
