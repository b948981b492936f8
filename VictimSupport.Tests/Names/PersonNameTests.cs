using VictimSupport.Core.Names;

namespace VictimSupport.Tests.Names;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Łucja Żółć", "lucja zolc")]
    [InlineData("Ħelena Ġużè", "Helena Guze")]
    [InlineData("Maria Example", "Example, Maria")]
    [InlineData("Saviour Specimen", "Salvu Specimen")]
    [InlineData("Katarzyna Wzorzec", "Kasia Wzorzec")]
    [InlineData("Joseph Kampjun", "Żeppi Kampjun")]
    [InlineData("Oleksandr Prykladenko", "Олександр Прикладенко")]
    [InlineData("Mohammed Specimen", "Muhammad Specimen")]
    [InlineData("Jan Przykładowski", "Jan Przykladowska")]
    [InlineData("Anna Specimen", "Anna Specimen-Kampjun")]
    [InlineData("Anna Wzorzec", "Anna Wzrozec")]
    [InlineData("Xavier Eżempju", "Savier Ezempiu")]
    [InlineData("Christopher Kampjun", "Cristofer Campiun")]
    [InlineData("Mr. Peter d'Example", "PETER DEXAMPLE")]
    public void One_person_s_name_in_two_spellings_is_alike(string first, string second) =>
        Assert.InRange(new PersonName(first).LikenessTo(new PersonName(second)), 0.85, 1);

    [Theory]
    [InlineData("Anna Specimen", "Anna Wzorzec")]
    [InlineData("Jan Kampjun", "Anna Kampjun")]
    [InlineData("Peter Example", "Paul Example")]
    [InlineData("Maria Specimen", "Marek Specimen")]
    [InlineData("Dana Wzorzec", "Dina Kampjun")]
    [InlineData("Tom Xampel", "Tim Xempel")]
    public void Two_persons_names_are_not_alike(string first, string second) =>
        Assert.InRange(new PersonName(first).LikenessTo(new PersonName(second)), 0, 0.84);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("'.-")]
    [InlineData("🕊")]
    [InlineData("\ud800")]
    public void What_holds_no_letter_is_like_nothing(string text)
    {
        Assert.True(new PersonName(text).IsEmpty);
        Assert.Equal(0, new PersonName(text).LikenessTo(new PersonName("Anna Specimen")));
        Assert.Equal(0, new PersonName("Anna Specimen").FoundBy(new PersonName(text)));
    }

    [Fact]
    public void A_name_is_found_by_one_of_its_words_by_a_beginning_and_by_a_misspelling_and_not_by_another_name()
    {
        var name = new PersonName("Małgorzata Wzorzec-Kampjun");

        Assert.Equal(1, name.FoundBy(new PersonName("malgorzata")));
        Assert.InRange(name.FoundBy(new PersonName("gosia kamp")), 0.85, 1);
        Assert.InRange(name.FoundBy(new PersonName("Malgorzta Wzozec")), 0.85, 1);
        Assert.Equal(0, name.FoundBy(new PersonName("Małgorzata Specimen")));
        Assert.Equal(0, name.FoundBy(new PersonName("a b c d e")));
    }

    [Fact]
    public void Likeness_is_the_same_both_ways_and_a_name_is_wholly_like_itself()
    {
        string[] names = ["Anna Specimen", "Ania Specimen-Wzorzec", "Łucja", "Ġorġ Eżempju Kampjun", "x", "Jan Jan", "Kasia Wzorzec"];
        foreach (var first in names.Select(name => new PersonName(name)))
        {
            Assert.Equal(1, first.LikenessTo(first), 6);
            foreach (var second in names.Select(name => new PersonName(name)))
            {
                Assert.Equal(first.LikenessTo(second), second.LikenessTo(first), 6);
            }
        }
    }
}
