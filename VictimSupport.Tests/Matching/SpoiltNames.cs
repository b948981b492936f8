namespace VictimSupport.Tests.Matching;

/// <summary>Invented people with ordinary names, and the ways in which one person's name and contacts come a second time.</summary>
internal static class SpoiltNames
{
    private static readonly string[] First =
    [
        "Katarzyna", "Saviour", "Ġorġ", "Małgorzata", "Joseph", "Mikiel", "Zuzanna", "Carmen", "Paweł", "Victoria", "Oleksandr", "Franciszek", "Stephen", "Agnieszka", "Vincent", "Łukasz", "Emmanuel", "Krystyna",
        "Raymond", "Grzegorz", "Wojciech", "Żaneta", "Nazzareno", "Beatrice", "Roderick",
    ];

    private static readonly string[] Strangers =
    [
        "Beata", "Clint", "Deborah", "Edyta", "Fabian", "Gaetan", "Hubert", "Irena", "Jolanta", "Kevin", "Lara", "Mirosław", "Natalie", "Oskar", "Patrycja", "Quentin", "Rebecca", "Sebastian", "Tarcisio", "Urszula",
        "Wanda", "Xenia", "Yvette", "Zbigniew", "Ġiljan", "Ħafsa", "Duncan", "Bożena", "Clayton", "Dariusz", "Elżbieta", "Frances", "Graziella", "Halina", "Jarosław", "Kurt", "Ludwik", "Moira", "Norbert", "Philomena",
    ];

    // Surnames as they stand in any telephone book; the people are invented.
    private static readonly string[] Last =
    [
        "Borg", "Camilleri", "Vella", "Farrugia", "Zammit", "Galea", "Micallef", "Grech", "Attard", "Spiteri", "Azzopardi", "Mifsud", "Caruana", "Muscat", "Agius", "Pace", "Fenech", "Schembri", "Abela", "Sammut",
        "Gauci", "Debono", "Bugeja", "Buttigieg", "Psaila", "Żahra", "Ċassar", "Bezzina", "Cutajar", "Xuereb", "Kowalski", "Wiśniewski", "Wójcik", "Kamińska", "Lewandowska", "Zieliński", "Szymańska", "Woźniak",
        "Dąbrowski", "Kozłowska", "Jankowski", "Mazur", "Krawczyk", "Piotrowska", "Grabowski", "Nowakowska", "Pawłowski", "Michalska", "Adamczyk", "Dudek", "Zając", "Wieczorek", "Jabłońska", "Król", "Majewski",
        "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts", "Green", "Hughes", "Edwards", "Clarke", "Turner",
    ];

    private static readonly Dictionary<string, string> Short = new()
    {
        ["Katarzyna"] = "Kasia", ["Saviour"] = "Salvu", ["Małgorzata"] = "Gosia", ["Joseph"] = "Ġużeppi", ["Mikiel"] = "Mike", ["Zuzanna"] = "Susan", ["Carmen"] = "Lina", ["Paweł"] = "Paul", ["Victoria"] = "Vicky",
        ["Oleksandr"] = "Alexander", ["Franciszek"] = "Frank", ["Stephen"] = "Stiefnu", ["Agnieszka"] = "Aga", ["Vincent"] = "Ċensu", ["Łukasz"] = "Luke", ["Emmanuel"] = "Leli", ["Krystyna"] = "Christine",
        ["Raymond"] = "Ray", ["Grzegorz"] = "Greg", ["Ġorġ"] = "George",
    };

    /// <summary>Kinds of <see cref="Spoil"/>.</summary>
    public const int Kinds = 10;

    /// <summary>People in a random order, none twice.</summary>
    public static IReadOnlyList<(string First, string Last)> People(Random random) => [.. (from first in First from last in Last select (first, last)).OrderBy(_ => random.Next())];

    /// <summary>Others with the same surnames and other first names: brothers, neighbours, strangers.</summary>
    public static IReadOnlyList<string> Others(Random random) => [.. (from first in Strangers from last in Last select $"{first} {last}").OrderBy(_ => random.Next())];

    public static string Telephone(int index) => FormattableString.Invariant($"+44 7700 9{index:00000}");

    public static string Email(int index) => FormattableString.Invariant($"person{index}@mailbox.example");

    /// <summary>The same person as a request says it.</summary>
    public static (string Name, string? Telephone, string? Email) Spoil((string First, string Last) person, int index, Random random)
    {
        var (first, last) = person;
        return (index % Kinds) switch
        {
            0 => ($"{last} {first}".ToUpperInvariant(), null, null),
            1 => ($"{Short.GetValueOrDefault(first, first)} {last}", null, null),
            2 => ($"{Plain(first)}   {Plain(last)} ", null, null),
            3 => (random.Next(2) == 0 ? $"{Slip(first, random)} {last}" : $"{first} {Slip(last, random)}", null, null),
            4 => ($"{first} {last}-Newname", null, null),
            5 => ($"{first.Replace("w", "v", StringComparison.Ordinal).Replace("j", "y", StringComparison.Ordinal)} {last.Replace("k", "c", StringComparison.Ordinal)}", null, null),
            6 => (first, Telephone(index).Replace(" ", "", StringComparison.Ordinal).Replace("+", "00", StringComparison.Ordinal), null),
            7 => ($"{first} Entirelyother", null, Email(index).ToUpperInvariant()),
            // Two digits changed places: the number tells nothing any more, the name has to.
            8 => ($"{Short.GetValueOrDefault(first, first)} {last}", Swap(Telephone(index)), null),
            _ => ($"{Short.GetValueOrDefault(first, first)} Newname née {last}", null, null),
        };
    }

    private static string Swap(string number) => number[..^2] + number[^1] + number[^2];

    private static string Plain(string name) => string.Concat(name.Replace('ł', 'l').Replace('Ł', 'L').Replace('ħ', 'h').Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAscii));

    // One slip of the fingers: two letters swapped, one left out, or one doubled. Of three letters each makes another name.
    private static string Slip(string name, Random random)
    {
        if (name.Length < 5)
        {
            return name + name[^1];
        }

        var at = random.Next(1, name.Length - 2);
        return random.Next(3) switch
        {
            0 => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
            1 => name.Remove(at, 1),
            _ => name.Insert(at, name[at].ToString()),
        };
    }
}
