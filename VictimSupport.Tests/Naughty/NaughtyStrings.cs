using System.Text.Json;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Naughty;

/// <summary>Strings that have broken programs: the big list of them, and some that this one could trip over.</summary>
internal static class NaughtyStrings
{
    private static readonly string[] Own =
    [
        "half a character \ud800", "\udc00 the other half", "nothing \0 inside", "two\r\nlines", "\u2028a line\u2029a paragraph", "\u200bno width", "\ufeffa mark of order", "{0} {1:x} {", "@(1 + 1) @Model",
        "</textarea><script>alert(1)</script>", "\" autofocus onfocus=\"alert(1)", "&amp; &lt; &#0; &", new string('ħ', 61), new string('語', 201), new string('x', 2001), " \t\n ", "\u00a0", "x",
    ];

    public static IReadOnlyList<string> All { get; } = [.. Listed(), .. Own];

    private static string[] Listed()
    {
        var file = Repository.PathTo("VictimSupport.Tests", "Fixtures", "Naughty", "node_modules", "big-list-of-naughty-strings", "blns.json");
        Assert.True(File.Exists(file), "The list is not there: npm ci --prefix VictimSupport.Tests/Fixtures/Naughty");
        return JsonSerializer.Deserialize<string[]>(File.ReadAllText(file))!;
    }

    /// <summary>As it is told in a failure.</summary>
    public static string Told(string text) => JsonSerializer.Serialize(text.Length > 80 ? text[..80] : text);
}
