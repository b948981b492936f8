using Microsoft.Extensions.Localization;
using VictimSupport.Core.Risk;

namespace VictimSupport.Blazor.Components.Staff.Risk;

/// <summary>Choices and lists of the risk screens, in the reader's language.</summary>
internal static class RiskWords
{
    public static IReadOnlyList<ReviewConditions> AllConditions { get; } = [.. Enum.GetValues<ReviewConditions>().Where(condition => condition != ReviewConditions.None)];

    public static IReadOnlyList<(ReviewDecision? Value, string Text)> Decisions(IStringLocalizer<RiskTexts> texts) =>
        [.. Enum.GetValues<ReviewDecision>().Select(decision => ((ReviewDecision?)decision, texts[$"Decision_{decision}"].Value))];

    public static IReadOnlyList<(ScreeningAnswer Value, string Text)> Answers(IStringLocalizer<RiskTexts> texts) =>
        [.. new[] { ScreeningAnswer.Yes, ScreeningAnswer.No, ScreeningAnswer.Declined, ScreeningAnswer.NotAsked }.Select(answer => (answer, texts[$"Answer_{answer}"].Value))];

    /// <summary>The conditions one after the other; null for none.</summary>
    public static string? Conditions(IStringLocalizer<RiskTexts> texts, ReviewConditions conditions) =>
        conditions == ReviewConditions.None ? null : string.Join(" · ", AllConditions.Where(condition => conditions.HasFlag(condition)).Select(condition => texts[$"Condition_{condition}"].Value));

    public static string Badge(RiskLevel level) => level switch { RiskLevel.High => "danger", RiskLevel.Standard => "good", _ => "decide" };
}
