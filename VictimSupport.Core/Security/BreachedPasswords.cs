namespace VictimSupport.Core.Security;

/// <summary>Guesses that a password would take from breached ones (49,000, offline, see the file's head), put together and filled up.</summary>
internal static class BreachedPasswords
{
    private const int ShortestEntry = 4;
    private const int LongestEntry = 30;

    // A letter or digit that no entry explains, and an entry said again, as powers of ten.
    private const double LooseCharacter = 1.4;
    private const double Repeated = 0.5;

    private static readonly Lazy<Dictionary<string, double>> Entries = new(Read);

    /// <summary>The guesses as a power of ten for letters and digits in lower case, also when digits stand for letters.</summary>
    /// <param name="known">Words that are tried first of all, such as the account's own name.</param>
    public static double Guesses(string plain, IReadOnlyCollection<string> known) =>
        Math.Min(Cheapest(plain, known), Cheapest(string.Concat(plain.Select(Letter)), known));

    /// <summary>The cheapest way to put the password together from entries and single characters.</summary>
    private static double Cheapest(string plain, IReadOnlyCollection<string> known)
    {
        var first = known.Where(word => word.Length >= ShortestEntry).ToHashSet(StringComparer.Ordinal);
        var costs = new double[plain.Length + 1];
        for (var end = 1; end <= plain.Length; end++)
        {
            costs[end] = costs[end - 1] + LooseCharacter;
            for (var length = ShortestEntry; length <= Math.Min(end, LongestEntry); length++)
            {
                var entry = plain.Substring(end - length, length);
                var cost = first.Contains(entry) ? Repeated : Entries.Value.TryGetValue(entry, out var rank) ? rank : double.PositiveInfinity;
                if (plain.IndexOf(entry, StringComparison.Ordinal) <= end - 2 * length)
                {
                    cost = Math.Min(cost, Repeated);
                }

                costs[end] = Math.Min(costs[end], costs[end - length] + cost);
            }
        }

        return costs[plain.Length];
    }

    private static char Letter(char character) => character switch
    {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        _ => character,
    };

    private static Dictionary<string, double> Read()
    {
        using var stream = typeof(BreachedPasswords).Assembly.GetManifestResourceStream("VictimSupport.Core.Security.BreachedPasswords.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { Length: > 0 })
        {
            // The head, up to the empty line.
        }

        var entries = new Dictionary<string, double>(50_000, StringComparer.Ordinal);
        for (var rank = 1; reader.ReadLine() is { } line; rank++)
        {
            var plain = string.Concat(line.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
            if (plain.Length is >= ShortestEntry and <= LongestEntry)
            {
                entries.TryAdd(plain, Math.Log10(rank + 1));
            }
        }

        return entries;
    }
}
