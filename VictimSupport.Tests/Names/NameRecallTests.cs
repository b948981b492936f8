using VictimSupport.Core.Names;

namespace VictimSupport.Tests.Names;

/// <summary>How many of a seeded set of misspelt names are recognised, and how many strangers are taken for them; the numbers are printed.</summary>
public sealed class NameRecallTests(ITestOutputHelper output)
{
    private const double Alike = 0.86;
    private static readonly string[] First =
    [
        "Katarzyna", "Saviour", "Ġorġ", "Małgorzata", "Joseph", "Ħelena", "Mikiel", "Zuzanna", "Carmen", "Paweł", "Victoria", "Oleksandr", "Mohammed", "Franciszek", "Dorota", "Stephen",
        "Agnieszka", "Vincent", "Łukasz", "Philippa", "Żaneta", "Emmanuel", "Krystyna", "Raymond", "Wojciech", "Ċetta", "Beatrice", "Nazzareno", "Grzegorz", "Roderick",
    ];

    private static readonly string[] Last =
    [
        "Specimen", "Wzorzecka", "Eżempjuni", "Kampjunar", "Przykładowska", "Exampleson", "Modelewicz", "Prototipu", "Muster-Berg", "Próbnicki", "Fittizju", "Zmyślona", "Invenzjoni", "Invented", "Fikcyjny",
        "Placeholder", "Niktowicz", "Xampeljan", "Ħaddiemi", "Nieistniejąca",
    ];

    private static readonly Dictionary<string, string> Short = new()
    {
        ["Katarzyna"] = "Kasia", ["Saviour"] = "Salvu", ["Małgorzata"] = "Gosia", ["Joseph"] = "Ġużeppi", ["Mikiel"] = "Mike", ["Zuzanna"] = "Susan", ["Carmen"] = "Lina", ["Paweł"] = "Paul",
        ["Victoria"] = "Vicky", ["Oleksandr"] = "Alexander", ["Mohammed"] = "Muhammad", ["Franciszek"] = "Frank", ["Dorota"] = "Doris", ["Stephen"] = "Stiefnu", ["Agnieszka"] = "Aga", ["Vincent"] = "Ċensu",
        ["Łukasz"] = "Luke", ["Emmanuel"] = "Leli", ["Krystyna"] = "Christine", ["Raymond"] = "Ray", ["Grzegorz"] = "Greg",
    };

    [Fact]
    public void Misspelt_names_are_recognised_and_strangers_are_not()
    {
        var random = new Random(20261124);
        var people = (from first in First from last in Last select (first, last)).OrderBy(_ => random.Next()).ToList();
        var pairs = people.Select((person, index) => (Kind: index % 6, Stored: $"{person.first} {person.last}", Typed: Spoil(person.first, person.last, index % 6, random))).ToList();
        var missed = pairs.Where(pair => new PersonName(pair.Stored).LikenessTo(new PersonName(pair.Typed)) < Alike).ToList();

        // Every typed name against every other person: what is alike here would be a false alarm.
        var names = people.Select(person => new PersonName($"{person.first} {person.last}")).ToList();
        var strangers = 0;
        for (var index = 0; index < pairs.Count; index++)
        {
            var typed = new PersonName(pairs[index].Typed);
            strangers += names.Where((_, other) => other != index).Count(name => name.LikenessTo(typed) >= Alike);
        }

        output.WriteLine($"{pairs.Count} seeded pairs: recall {1 - (double)missed.Count / pairs.Count:P2}; {strangers} false alarms in {pairs.Count * (pairs.Count - 1)} comparisons");
        missed.ForEach(pair => output.WriteLine($"  missed ({pair.Kind}): {pair.Stored} – {pair.Typed}"));
        Assert.True(missed.Count <= pairs.Count / 50, "Recall fell below 98 %");
        Assert.True(strangers <= pairs.Count / 200, "More than one false alarm in 200 requests");
    }

    private static string Spoil(string first, string last, int kind, Random random) => kind switch
    {
        0 => $"{last} {first}".ToUpperInvariant(),
        1 => $"{Short.GetValueOrDefault(first, first)} {last}",
        2 => $"{Plain(first)} {Plain(last)}",
        3 => random.Next(2) == 0 ? $"{Slip(first, random)} {last}" : $"{first} {Slip(last, random)}",
        4 => $"{first} {last}-Wymyslak",
        _ => $"{first.Replace("w", "v", StringComparison.Ordinal).Replace("j", "y", StringComparison.Ordinal)}  {last.Replace("k", "c", StringComparison.Ordinal)}",
    };

    private static string Plain(string name) => string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAscii));

    // One slip of the fingers: two letters swapped, one left out, or one doubled.
    private static string Slip(string name, Random random)
    {
        var at = random.Next(1, name.Length - 2);
        return random.Next(3) switch
        {
            0 => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
            1 => name.Remove(at, 1),
            _ => name.Insert(at, name[at].ToString()),
        };
    }
}
