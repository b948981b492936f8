using System.Collections.Frozen;

namespace VictimSupport.Core.Names;

/// <summary>First names that may be one person's: long, short and neighbouring forms, from <c>Nicknames.txt</c>.</summary>
internal static class Nicknames
{
    private static readonly FrozenDictionary<string, int[]> Groups = Read();

    /// <summary>The groups a folded word belongs to; empty for a word that is in none.</summary>
    public static int[] Of(string word) => Groups.TryGetValue(word, out var groups) ? groups : [];

    private static FrozenDictionary<string, int[]> Read()
    {
        using var stream = typeof(Nicknames).Assembly.GetManifestResourceStream("VictimSupport.Core.Names.Nicknames.txt")
            ?? throw new InvalidOperationException("Nicknames.txt is not embedded");
        using var reader = new StreamReader(stream);
        var words = new List<(string Word, int Group)>();
        for (var line = 0; reader.ReadLine() is { } text; line++)
        {
            if (!text.StartsWith('#'))
            {
                words.AddRange(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (word, line)));
            }
        }

        return words.GroupBy(pair => pair.Word, pair => pair.Group, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);
    }
}
