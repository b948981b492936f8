using Microsoft.Extensions.Localization;
using VictimSupport.Core.Consents;

namespace VictimSupport.Blazor.Components.Staff.Consents;

/// <summary>Choices of the consent screens, in the reader's language.</summary>
internal static class ConsentTextsOf
{
    public static IReadOnlyList<(ConsentWay Value, string Text)> Ways(IStringLocalizer<ConsentTexts> texts) => [.. Enum.GetValues<ConsentWay>().Select(way => (way, texts[$"Way_{way}"].Value))];
}
