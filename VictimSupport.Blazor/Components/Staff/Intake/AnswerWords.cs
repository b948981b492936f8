using Microsoft.Extensions.Localization;
using VictimSupport.Core.Intake;

namespace VictimSupport.Blazor.Components.Staff.Intake;

/// <summary>An answer in words, in the reader's language.</summary>
internal static class AnswerWords
{
    public static string Of(IntakeQuestion? question, IntakeAnswer? answer, IStringLocalizer<IntakeTexts> texts)
    {
        if (question is null || answer is null || answer.IsNothing)
        {
            return texts["NoAnswer"];
        }

        var said = question.Kind switch
        {
            _ when string.IsNullOrEmpty(answer.Value) => null,
            QuestionKind.YesNo => answer.Value switch { "yes" => texts["Yes"].Value, "no" => texts["No"].Value, _ => texts["Unknown"].Value },
            QuestionKind.OneOf or QuestionKind.SeveralOf => string.Join(", ", answer.Chosen.Select(key => question.Options.FirstOrDefault(option => option.Key == key)?.Text.Words ?? key)),
            _ => answer.Value,
        };
        return answer.State == AnswerState.Answered ? said! : said is null ? texts[$"State{answer.State}"] : $"{texts[$"State{answer.State}"]} ({said})";
    }
}
