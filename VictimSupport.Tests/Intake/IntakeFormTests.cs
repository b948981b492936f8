using System.Globalization;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Intake;

public sealed class IntakeFormTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_shipped_form_is_whole_in_three_languages()
    {
        var topics = IntakeForm.Default.Topics;
        Assert.InRange(topics.Count, 14, 20);
        Assert.InRange(topics.Sum(topic => topic.Questions.Count), 60, 100);
        Assert.Distinct(topics.Select(topic => topic.Key));
        Assert.All([IntakeTopics.Contact, IntakeTopics.Words, IntakeTopics.Person, IntakeTopics.Support, IntakeTopics.Consent], key => Assert.NotNull(IntakeForm.Default.Find(key)));
        Assert.All(topics, topic => Assert.Distinct(topic.Questions.Select(question => question.Key)));
        var questions = topics.SelectMany(topic => topic.Questions).ToList();
        Assert.All(questions, question => Assert.Equal(question.Kind is QuestionKind.OneOf or QuestionKind.SeveralOf, question.Options.Count > 1));
        // Several chosen keys are kept apart by spaces.
        Assert.All(questions.SelectMany(question => question.Options), option => Assert.Matches("^[A-Za-z-]+$", option.Key));
        Assert.Equal([AnswerMeaning.CaseLanguage, AnswerMeaning.CaseMode], questions.Select(question => question.Meaning).Where(meaning => meaning != AnswerMeaning.None));
        var phrases = topics.Select(topic => topic.Title).Concat(questions.Select(question => question.Text)).Concat(questions.Select(question => question.Help!).Where(help => help is not null)).Concat(questions.SelectMany(question => question.Options).Select(option => option.Text));
        Assert.All(phrases, phrase => Assert.All([phrase.English, phrase.Polish, phrase.Maltese], words => Assert.False(string.IsNullOrWhiteSpace(words))));
        Assert.All(questions, question => Assert.Distinct([question.Text.English, question.Text.Polish, question.Text.Maltese]));
        Assert.DoesNotContain(questions, question => question.Text.English.Contains("victim", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_form_written_down_and_read_again_is_the_same()
    {
        var again = IntakeForm.Read(IntakeForm.Default.Write());
        Assert.Equal(IntakeForm.Default.Write(), again.Write());
        Assert.Equal("Bezpieczny kontakt", again.Topics[0].Title.In(CultureInfo.GetCultureInfo("pl-PL")));
    }

    [Fact]
    public async Task An_organisation_rewords_hides_and_requires_in_a_new_version_and_the_older_one_stays()
    {
        await using var product = await Product.StartAsync();
        var forms = product.Get<IntakeForms>();
        var first = await forms.ReadAsync(Product.TeamManager, Token);
        var words = new Phrase("How are you now?", "Jak się Pan/Pani teraz czuje?", "Kif int issa?");

        var changed = await forms.ChangeAsync(Product.TeamManager, first.Number,
            [new QuestionChange("needs", "first", IsHidden: false, IsRequired: false, Text: words), new QuestionChange("needs", "kinds", IsHidden: true, IsRequired: true)], Token);

        Assert.Equal(first.Number + 1, changed.Value);
        var second = await forms.ReadAsync(Product.TeamManager, Token);
        var needs = second.Form.Find("needs")!;
        Assert.Equal((words, false), (needs.Questions[0].Text, needs.Questions[0].IsRequired));
        Assert.DoesNotContain(needs.Asked, question => question.Key == "kinds");
        // What is not asked cannot be required.
        Assert.False(needs.Questions[1].IsRequired);
        await using var db = product.Open();
        Assert.NotEqual(words, (await forms.VersionAsync(db, first.Number, Token)).Find("needs")!.Questions[0].Text);
    }

    [Fact]
    public async Task A_change_of_an_older_version_of_an_unknown_question_or_to_empty_words_is_refused()
    {
        await using var product = await Product.StartAsync();
        var forms = product.Get<IntakeForms>();
        var seen = (await forms.ReadAsync(Product.TeamManager, Token)).Number;
        var change = new QuestionChange("needs", "first", IsHidden: false, IsRequired: false);
        Assert.True((await forms.ChangeAsync(Product.TeamManager, seen, [change], Token)).IsDone);

        Assert.Equal(RefusalCode.ChangedMeanwhile, (await forms.ChangeAsync(Product.TeamManager, seen, [change], Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await forms.ChangeAsync(Product.TeamManager, seen + 1, [change with { Question = "none" }], Token)).Refusal?.Code);
        Assert.Equal((RefusalCode.Required, "needs.first.en"), Said(await forms.ChangeAsync(Product.TeamManager, seen + 1, [change with { Text = new Phrase("", "a", "a") }], Token)));
        Assert.Equal((RefusalCode.TooLong, "needs.first.en"), Said(await forms.ChangeAsync(Product.TeamManager, seen + 1, [change with { Text = new Phrase(new string('a', 401), "a", "a") }], Token)));
        // A help in one language alone would be missing for the readers of the others.
        Assert.Equal((RefusalCode.Required, "needs.first.help.mt"), Said(await forms.ChangeAsync(Product.TeamManager, seen + 1, [change with { Help = new Phrase("a", "a", " ") }], Token)));
        Assert.Equal((RefusalCode.NothingToDo, null), Said(await forms.ChangeAsync(Product.TeamManager, seen + 1, [change], Token)));
    }

    [Fact]
    public async Task The_versions_are_listed_with_who_made_them_and_each_is_read_as_it_was_asked()
    {
        await using var product = await Product.StartAsync();
        var forms = product.Get<IntakeForms>();
        await forms.ReadAsync(Product.TeamManager, Token);
        var change = new QuestionChange("needs", "first", false, true, new Phrase(" How\nare you? ", "Jak się Pan/Pani ma?", "Kif int?"), new Phrase("", "", ""));
        Assert.True((await forms.ChangeAsync(Product.TeamManager, 1, [change], Token)).IsDone);

        Assert.Equal([(2, "Amira"), (1, null)], (await forms.VersionsAsync(Product.TeamManager, Token)).Select(row => (row.Number, row.MadeBy)));
        var question = (await forms.ReadVersionAsync(Product.TeamManager, 2, Token))!.Find("needs")!.Questions[0];
        Assert.Equal(("How are you?", null), (question.Text.English, question.Help));
        Assert.Equal(IntakeForm.Default.Write(), (await forms.ReadVersionAsync(Product.TeamManager, 1, Token))!.Write());
        Assert.Null(await forms.ReadVersionAsync(Product.TeamManager, 3, Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => forms.VersionsAsync(Product.Coordinator, Token));
    }

    private static (RefusalCode?, string?) Said(Outcome<int> outcome) => (outcome.Refusal?.Code, outcome.Refusal?.Field);
}
