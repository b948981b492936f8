namespace VictimSupport.Core.Demo;

/// <summary>Invented people, rooms and words: surnames that are plainly no surnames, addresses under reserved domains, numbers reserved for fiction.</summary>
internal static class DemoPeople
{
    public static readonly string[] WorkingNames =
    [
        "Dana", "Piotr", "Amy", "Luka", "Rita", "Marek", "Salvu", "Ewa",
        "Nina", "Toni", "Kasia", "Ġorġ", "Lena", "Pawlu", "Ola", "Marta", "Żeppi", "Hania", "Karm", "Zosia", "Ċensa", "Adam", "Iwona", "Ħaddiem",
        "Lidia", "Stiefnu", "Basia", "Wenzu", "Teodor", "Vanni",
    ];

    public static readonly string[] FirstNames = ["Ada", "Karol", "Marija", "Joanna", "Saviour", "Łucja", "Ġulja", "Tomasz", "Ċetta", "Peter", "Żaneta", "Ħelena", "Michał", "Doris"];

    public static readonly string[] Surnames = ["Example", "Przykład", "Eżempju", "Specimen", "Wzorzec", "Kampjun"];

    public static readonly string[] PerpetratorNames = ["Bruno Fictional", "Edgar Zmyślony", "Rużarju Ivvintat", "Oskar Pretended", "Hubert Nieprawda", "Gejtu Xejnistan"];

    public static readonly (string Letter, string Colour)[] OnlineRooms = [("A", "teal"), ("B", "indigo"), ("C", "plum"), ("D", "ochre")];

    public static readonly (string Letter, string Colour, string Place)[] OtherRooms = [("E", "moss", "Ground floor, blue door"), ("F", "slate", "First floor, by the stairs")];

    /// <summary>A client's invented name.</summary>
    public static string ClientName(int index) => $"{FirstNames[index % FirstNames.Length]} {Surnames[index / FirstNames.Length % Surnames.Length]}";

    /// <summary>An address in a domain that can never exist.</summary>
    public static string ClientEmail(int index) => FormattableString.Invariant($"person{index + 1:000}@mailbox.example");

    /// <summary>A number of the range kept free for fiction.</summary>
    public static string ClientTelephone(int index) => FormattableString.Invariant($"+44 7700 900{index % 1000:000}");
}
