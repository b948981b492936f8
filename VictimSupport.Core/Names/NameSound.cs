namespace VictimSupport.Core.Names;

/// <summary>
/// A rough spelling by sound for names from Malta, Poland and their neighbours: letters that one language writes for what another writes otherwise
/// become one (w and v; sz, sh and x; cz, ch, k and q; silent h and għ), double letters become single, and a surname's gender is left out.
/// </summary>
internal static class NameSound
{
    private static readonly (string From, string To)[] Endings = [("dzka", "dzki"), ("cka", "cki"), ("ska", "ski"), ("zka", "zki"), ("owna", "ow"), ("owa", "ow"), ("ova", "ov"), ("eva", "ev"), ("ewa", "ew")];

    // Longest first: what stands earlier is tried before what is a part of it.
    private static readonly (string From, string To)[] Rules =
    [
        ("szcz", "s"), ("sch", "s"), ("tsch", "c"), ("sz", "s"), ("sh", "s"), ("sc", "s"), ("zh", "s"), ("cz", "k"), ("ch", "k"), ("ck", "k"), ("kh", "k"), ("rz", "s"), ("ts", "k"),
        ("ks", "s"), ("ph", "f"), ("th", "t"), ("gh", ""), ("dz", "s"), ("dj", "s"), ("dg", "s"),
        ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ia", "a"), ("ja", "a"), ("ya", "a"), ("iy", "i"), ("ij", "i"), ("yi", "i"), ("ju", "u"), ("iu", "u"), ("yu", "u"),
        ("ai", "e"), ("ay", "e"), ("ei", "e"), ("ey", "i"), ("ae", "e"), ("oe", "e"),
        ("x", "s"), ("z", "s"), ("c", "k"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("h", ""),
    ];

    /// <summary>The sound of a folded word; never longer than the word.</summary>
    public static string Of(string word)
    {
        var text = Neuter(word);
        var sound = new System.Text.StringBuilder(text.Length);
        for (var index = 0; index < text.Length;)
        {
            var (length, to) = Step(text, index);
            foreach (var letter in to)
            {
                if (sound.Length == 0 || sound[^1] != letter)
                {
                    sound.Append(letter);
                }
            }

            index += length;
        }

        return sound.Length == 0 ? word : sound.ToString();
    }

    private static (int Length, string To) Step(string text, int index)
    {
        foreach (var (from, to) in Rules)
        {
            // Jan is not An: a glide melts into the next vowel inside a word only.
            if ((index > 0 || from.Length == 1 || from[0] is not ('i' or 'j' or 'y')) && string.CompareOrdinal(text, index, from, 0, from.Length) == 0)
            {
                return (from.Length, to);
            }
        }

        return (1, text[index].ToString());
    }

    private static string Neuter(string word)
    {
        foreach (var (from, to) in Endings)
        {
            if (word.Length > from.Length + 2 && word.EndsWith(from, StringComparison.Ordinal))
            {
                return string.Concat(word.AsSpan(0, word.Length - from.Length), to);
            }
        }

        return word;
    }
}
