using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace VictimSupport.Tests.Texts;

/// <summary>Every text exists in English, Polish and Maltese, with the same gaps to fill, and every key that a screen asks for exists.</summary>
public sealed partial class ResourceTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Resources() =>
        [.. Directory.EnumerateFiles(Root, "*.resx", SearchOption.AllDirectories)
            .Where(IsOfTheProduct)
            .Where(file => !Path.GetFileNameWithoutExtension(file).Contains('.', StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Root, file))];

    public static TheoryData<string> Screens() =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "VictimSupport.Blazor"), "*.razor", SearchOption.AllDirectories)
            .Where(IsOfTheProduct)
            .Where(file => File.ReadAllText(file).Contains("IStringLocalizer<", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Root, file))];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Every_text_exists_in_all_three_languages(string resource)
    {
        var english = Read(resource);
        var faults = new List<string>();
        foreach (var language in (string[])["pl", "mt"])
        {
            var other = Read(Path.ChangeExtension(resource, $".{language}.resx"));
            faults.AddRange(english.Keys.Except(other.Keys).Select(key => $"{language}: {key} is missing"));
            faults.AddRange(other.Keys.Except(english.Keys).Select(key => $"{language}: {key} has no English text"));
            faults.AddRange(other.Where(text => english.TryGetValue(text.Key, out var source) && Gaps(source) != Gaps(text.Value)).Select(text => $"{language}: {text.Key} has other gaps"));
            faults.AddRange(other.Where(text => string.IsNullOrWhiteSpace(text.Value)).Select(text => $"{language}: {text.Key} is empty"));
        }

        faults.AddRange(english.Where(text => string.IsNullOrWhiteSpace(text.Value)).Select(text => $"en: {text.Key} is empty"));
        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void No_text_is_left_in_English_as_a_sentence(string resource)
    {
        var english = Read(resource);
        var same = from language in (string[])["pl", "mt"]
                   from text in Read(Path.ChangeExtension(resource, $".{language}.resx"))
                   where text.Value.Count(char.IsWhiteSpace) >= 2 && english.GetValueOrDefault(text.Key) == text.Value && Gaps(text.Value).Length * 2 < text.Value.Length
                   select $"{language}: {text.Key}";
        Assert.Empty(same);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public void Every_text_that_a_screen_asks_for_exists(string screen)
    {
        var source = File.ReadAllText(Path.Combine(Root, screen));
        foreach (Match injected in Injected().Matches(source))
        {
            var resource = Directory.EnumerateFiles(Root, $"{injected.Groups[1].Value}.resx", SearchOption.AllDirectories).SingleOrDefault(IsOfTheProduct);
            Assert.True(resource is not null, $"{injected.Groups[1].Value}.resx does not exist");
            var keys = Read(Path.GetRelativePath(Root, resource)).Keys;
            var asked = Regex.Matches(source, $@"\b{injected.Groups[2].Value}\[""([A-Za-z0-9]+)""", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => match.Groups[1].Value);
            Assert.Empty(asked.Except(keys));
        }
    }

    private static Dictionary<string, string> Read(string resource)
    {
        var file = Path.Combine(Root, resource);
        Assert.True(File.Exists(file), $"{resource} does not exist");
        return XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);
    }

    private static string Gaps(string text) => string.Join(' ', Gap().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal));

    private static bool IsOfTheProduct(string file) =>
        !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules" or "artifacts");

    private static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"\{\d+[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"IStringLocalizer<(\w+)>\s+(\w+)", RegexOptions.None, 1000)]
    private static partial Regex Injected();
}
