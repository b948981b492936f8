using System.Globalization;
using System.Text;

namespace VictimSupport.Core.RoomLinks;

/// <summary>Text that came from a person, made safe for one line of a mail: a header can neither be ended nor disguised by it.</summary>
internal static class MailLine
{
    /// <summary>Control characters, line and paragraph separators and direction marks become spaces; runs of space one; at most <paramref name="longest"/> characters; "" for null.</summary>
    public static string Clean(string? text, int longest = 120)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var space = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator;
            if (!space)
            {
                clean.Append(rune);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }

            if (clean.Length >= longest)
            {
                break;
            }
        }

        return clean.ToString().Trim();
    }
}
