using System.Globalization;
using System.Resources;

namespace VictimSupport.Core.Outcomes;

/// <summary>The words of refusals in English, Polish and Maltese.</summary>
internal static class RefusalTexts
{
    private static readonly ResourceManager Resources = new("VictimSupport.Core.Outcomes.RefusalTexts", typeof(RefusalTexts).Assembly);

    public static string Get(string key, CultureInfo culture) =>
        Resources.GetString(key, culture) ?? throw new MissingManifestResourceException($"No words for refusal {key}");
}
