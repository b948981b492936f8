using Microsoft.Extensions.Localization;
using VictimSupport.Core.Cases;

namespace VictimSupport.Blazor.Components.Shared;

/// <summary>Choices that several forms offer, in the reader's language.</summary>
internal static class Choices
{
    private static readonly string[] LanguageCodes = ["en", "pl", "mt"];

    public static IReadOnlyList<(string Value, string Text)> Languages(IStringLocalizer<SharedTexts> texts) =>
        [.. LanguageCodes.Select(code => (code, LanguageName(texts, code)))];

    public static string LanguageName(IStringLocalizer<SharedTexts> texts, string code) => code switch
    {
        "en" => texts["LanguageEn"],
        "pl" => texts["LanguagePl"],
        "mt" => texts["LanguageMt"],
        "it" => texts["LanguageIt"],
        "fr" => texts["LanguageFr"],
        "ar" => texts["LanguageAr"],
        "uk" => texts["LanguageUk"],
        _ => code,
    };

    public static IReadOnlyList<(SupportMode Value, string Text)> Modes(IStringLocalizer<SharedTexts> texts) =>
        [.. Enum.GetValues<SupportMode>().Select(mode => (mode, texts[$"Mode{mode}"].Value))];
}
