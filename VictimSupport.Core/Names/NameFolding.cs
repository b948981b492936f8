using System.Globalization;
using System.Text;

namespace VictimSupport.Core.Names;

/// <summary>One spelling for what people write in many: no case, no diacritics (Polish and Maltese letters by hand), Latin for Cyrillic, no apostrophes.</summary>
internal static class NameFolding
{
    private static readonly HashSet<string> Particles = new(StringComparer.Ordinal)
    {
        "de", "di", "da", "del", "della", "van", "von", "der", "ta", "tal", "el", "al", "bin", "ibn", "nee", "mr", "mrs", "ms", "miss", "dr", "pan", "pani", "sur", "sinjura",
    };

    // What no decomposition takes apart, and Cyrillic as it is mostly written in Latin (Ukrainian and Russian letters).
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ł'] = "l", ['ħ'] = "h", ['đ'] = "d", ['ø'] = "o", ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['þ'] = "th", ['ð'] = "d", ['ı'] = "i",
        ['а'] = "a", ['б'] = "b", ['в'] = "v", ['г'] = "g", ['ґ'] = "g", ['д'] = "d", ['е'] = "e", ['є'] = "e", ['ж'] = "z", ['з'] = "z", ['и'] = "i", ['і'] = "i",
        ['к'] = "k", ['л'] = "l", ['м'] = "m", ['н'] = "n", ['о'] = "o", ['п'] = "p", ['р'] = "r", ['с'] = "s", ['т'] = "t", ['у'] = "u", ['ф'] = "f", ['х'] = "h", ['й'] = "j", ['ё'] = "e", ['ї'] = "i",
        ['ц'] = "c", ['ч'] = "c", ['ш'] = "s", ['щ'] = "sc", ['ъ'] = "", ['ы'] = "i", ['ь'] = "", ['э'] = "e", ['ю'] = "ju", ['я'] = "ja",
    };

    /// <summary>The words of a name as they are compared, at most eight; titles and particles are left out unless nothing else is there.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var words = Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var telling = words.Where(word => word.Length > 1 && !Particles.Contains(word)).Take(8).ToArray();
        return telling.Length > 0 ? telling : [.. words.Take(8)];
    }

    /// <summary>Lower-case letters a–z (and letters of other scripts), digits and single spaces.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Half a surrogate pair, which normalisation refuses, becomes a sign that is no letter.
        var whole = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        foreach (var rune in whole.Normalize(NormalizationForm.FormKC).ToLowerInvariant().EnumerateRunes())
        {
            // By hand before decomposition, which would take й apart and leave ł and ħ as they are.
            if (rune.IsBmp && Letters.TryGetValue((char)rune.Value, out var replaced))
            {
                folded.Append(replaced);
                continue;
            }

            foreach (var part in rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
            {
                Append(folded, part);
            }
        }

        return folded.ToString();
    }

    private static void Append(StringBuilder folded, Rune part)
    {
        if (part.IsBmp && Letters.TryGetValue((char)part.Value, out var replaced))
        {
            folded.Append(replaced);
        }
        else if (Rune.IsLetterOrDigit(part))
        {
            folded.Append(part.ToString());
        }
        else if (Rune.GetUnicodeCategory(part) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) && part.Value is not ('\'' or '’' or 'ʼ' or '`'))
        {
            folded.Append(' ');
        }
    }
}
