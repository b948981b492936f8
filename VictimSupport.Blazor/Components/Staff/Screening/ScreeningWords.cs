using Microsoft.Extensions.Localization;
using VictimSupport.Core.Risk;

namespace VictimSupport.Blazor.Components.Staff.Screening;

/// <summary>Rules of the screening in words, in the reader's language.</summary>
internal static class ScreeningWords
{
    /// <summary>The levels that a rule may lead to.</summary>
    public static IReadOnlyList<(RiskLevel Value, string Text)> Levels(IStringLocalizer<ScreeningTexts> texts) =>
        [.. new[] { RiskLevel.Standard, RiskLevel.Raised, RiskLevel.High }.Select(level => (level, texts[$"Least{level}"].Value))];

    public static string Badge(RiskLevel level) => level switch { RiskLevel.High => "danger", RiskLevel.Standard => "good", _ => "decide" };

    /// <summary>When a rule fires; where it has several conditions, they follow as a list.</summary>
    public static string When(IStringLocalizer<ScreeningTexts> texts, ScreeningForm form, ScreeningRule rule, int atLeast) =>
        rule.When.Count == 1 ? texts["WhenOne", Condition(texts, form, rule.When[0])]
        : atLeast == rule.When.Count ? texts["WhenAll", rule.When.Count]
        : texts["WhenAtLeast", atLeast, rule.When.Count];

    /// <summary>A question and the answer that counts.</summary>
    public static string Condition(IStringLocalizer<ScreeningTexts> texts, ScreeningForm form, ScreeningCondition condition) =>
        form.Parts.SelectMany(part => part.Questions).FirstOrDefault(question => question.Key == condition.Question) is { } question
            ? texts[$"Is{condition.Is}", question.Text.Words]
            : texts["NoSuchQuestion", condition.Question];
}
