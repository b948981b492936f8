using System.Globalization;
using System.Resources;

namespace VictimSupport.Core.RoomLinks;

/// <summary>The texts of mails and telephone scripts in one language.</summary>
internal sealed class RoomLinkWords(CultureInfo culture)
{
    private static readonly ResourceManager Texts = new("VictimSupport.Core.RoomLinks.RoomLinkTexts", typeof(RoomLinkWords).Assembly);

    public CultureInfo Culture => culture;

    public string this[string key, params object[] values] =>
        string.Format(culture, Texts.GetString(key, culture) ?? throw new MissingManifestResourceException("No words for " + key), values);

    /// <summary>The words in en, pl or mt; English for any other language.</summary>
    public static RoomLinkWords In(string language) => new(language switch
    {
        "pl" => CultureInfo.GetCultureInfo("pl-PL"),
        "mt" => CultureInfo.GetCultureInfo("mt-MT"),
        _ => CultureInfo.GetCultureInfo("en-GB"),
    });
}
