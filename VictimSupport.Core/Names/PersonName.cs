namespace VictimSupport.Core.Names;

/// <summary>One word of a name, with what comparing it needs again and again.</summary>
internal sealed record NameWord(string Text, string Sound, int[] Groups, uint Letters)
{
    public static NameWord Of(string text) => new(text, NameSound.Of(text), Nicknames.Of(text), Mask(NameSound.Of(text)));

    private static uint Mask(string sound) => sound.Where(char.IsAsciiLetterLower).Aggregate(0u, (mask, letter) => mask | (1u << (letter - 'a')));
}

/// <summary>A person's name made ready for comparing: words in any order, however they were spelt. Holds the name readable: keep it no longer than needed.</summary>
public sealed class PersonName
{
    private readonly NameWord[] _words;

    /// <summary>Takes a name as it was typed; one without any letter or digit has no words and is like no other.</summary>
    public PersonName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _words = [.. NameFolding.Words(name).Select(NameWord.Of)];
    }

    /// <summary>Whether nothing of it can be compared.</summary>
    public bool IsEmpty => _words.Length == 0;

    /// <summary>How many words of it are compared.</summary>
    internal int WordCount => _words.Length;

    /// <summary>The words as they are compared; as readable as the name.</summary>
    internal string Folded => string.Join(' ', _words.Select(word => word.Text));

    /// <summary>
    /// How well a search text finds this name, 0 to 1: each word of the text must be like a word of the name of its own, the last one may be only its beginning.
    /// </summary>
    public double FoundBy(PersonName search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var words = search._words;
        if (words.Length == 0 || words.Length > _words.Length)
        {
            return 0;
        }

        Span<bool> used = stackalloc bool[_words.Length];
        var sum = 0.0;
        for (var index = 0; index < words.Length; index++)
        {
            var (best, at) = (0.0, -1);
            for (var own = 0; own < _words.Length; own++)
            {
                var likeness = used[own] ? 0 : Math.Max(WordLikeness.Of(words[index], _words[own]), index == words.Length - 1 ? Beginning(words[index], _words[own]) : 0);
                if (likeness > best)
                {
                    (best, at) = (likeness, own);
                }
            }

            if (at < 0)
            {
                return 0;
            }

            used[at] = true;
            sum += best;
        }

        return sum / words.Length;
    }

    /// <summary>How alike two whole names are, 0 to 1, whatever their order: words that have no partner count against it, a second surname less than a strange word.</summary>
    public double LikenessTo(PersonName other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (few, many) = _words.Length <= other._words.Length ? (this, other) : (other, this);
        if (few._words.Length == 0)
        {
            return 0;
        }

        var sum = 0.0;
        Span<bool> used = stackalloc bool[many._words.Length];
        foreach (var word in few._words)
        {
            var (best, at) = (0.0, -1);
            for (var index = 0; index < many._words.Length; index++)
            {
                if (!used[index] && WordLikeness.Of(word, many._words[index]) is var likeness && likeness > best)
                {
                    (best, at) = (likeness, index);
                }
            }

            if (at >= 0)
            {
                used[at] = true;
                sum += best;
            }
        }

        return sum / few._words.Length * (1 - 0.05 * (many._words.Length - few._words.Length));
    }

    private static double Beginning(NameWord typed, NameWord word) =>
        typed.Text.Length >= 2 && word.Text.StartsWith(typed.Text, StringComparison.Ordinal) ? 0.86 + 0.1 * typed.Text.Length / word.Text.Length : 0;

    public override string ToString() => "a name";
}
