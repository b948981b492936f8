using VictimSupport.Core.Cases;
using VictimSupport.Core.Intake;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Intake;

/// <summary>Two people on one page: nothing of either is lost, and where both said something a person chooses.</summary>
public sealed class IntakeMergeTests : IAsyncLifetime
{
    private Product _product = null!;
    private CaseRow _case = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _case = await IntakeDesk.NewCaseAsync(_product);
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task Different_questions_are_merged_without_asking()
    {
        var (mine, theirs) = Both();
        await mine.TypeAsync("needs", "first", "mine");
        await theirs.TypeAsync("needs", "people-near", "theirs");
        await theirs.SaveAsync("needs");
        Assert.Empty((await mine.SaveAsync("needs")).Clashes);

        var page = await theirs.OpenAsync("needs");
        Assert.Equal(("mine", "theirs"), (page.Answers["first"].Value, page.Answers["people-near"].Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_question_is_shown_to_the_second_who_chooses(bool keepMine)
    {
        var (mine, theirs) = Both();
        await mine.TypeAsync("needs", "first", "mine");
        await mine.TypeAsync("needs", "not-wanted", "only mine");
        await theirs.TypeAsync("needs", "first", "theirs");
        await theirs.SaveAsync("needs");

        var clash = await mine.SaveAsync("needs");
        Assert.Equal([new AnswerClash("first", new IntakeAnswer(AnswerState.Answered, "theirs"), new IntakeAnswer(AnswerState.Answered, "mine"))], clash.Clashes);
        // The reload of the page shows the same: nothing depends on this circuit.
        Assert.Equal(clash.Clashes, (await mine.OpenAsync("needs")).Clashes);
        var choice = await _product.Get<IntakeSaves>().ChooseAsync(Product.TeamManager, _case.Id, "needs", clash.Version, [new ClashChoice("first", keepMine)], Token);
        Assert.True(choice.IsDone, choice.Refusal?.Words);
        Assert.Empty((await mine.SaveAsync("needs")).Clashes);

        var page = await theirs.OpenAsync("needs");
        Assert.Equal((keepMine ? "mine" : "theirs", "only mine"), (page.Answers["first"].Value, page.Answers["not-wanted"].Value));
    }

    [Fact]
    public async Task A_choice_made_before_yet_another_save_is_asked_again()
    {
        var (mine, theirs) = Both();
        await mine.TypeAsync("needs", "first", "mine");
        await theirs.TypeAsync("needs", "first", "theirs");
        await theirs.SaveAsync("needs");
        var clash = await mine.SaveAsync("needs");
        var third = new IntakeDesk(_product, IntakeDesk.Colleague, _case.Id, clash.Version);
        await third.TypeAsync("needs", "first", "theirs again");
        await third.SaveAsync("needs");

        await _product.Get<IntakeSaves>().ChooseAsync(Product.TeamManager, _case.Id, "needs", clash.Version, [new ClashChoice("first", true)], Token);
        Assert.Equal("theirs again", Assert.Single((await mine.SaveAsync("needs")).Clashes).Theirs?.Value);
    }

    [Fact]
    public async Task Two_windows_of_one_person_keep_each_others_words()
    {
        var (one, two) = (new IntakeDesk(_product, Product.TeamManager, _case.Id), new IntakeDesk(_product, Product.TeamManager, _case.Id));
        await one.TypeAsync("needs", "first", "from one");
        await two.TypeAsync("needs", "people-near", "from two");
        await one.SaveAsync("needs");

        var page = await two.OpenAsync("needs");
        Assert.Equal(("from one", "from two"), (page.Answers["first"].Value, page.Answers["people-near"].Value));
    }

    [Fact]
    public async Task Eight_people_at_once_on_two_servers_lose_nothing()
    {
        await using var second = await Product.StartAsync(_product.Settings, _product.Time);
        Product[] servers = [_product, second];
        var questions = IntakeForm.Default.Find("concerns")!.Questions.Where(question => question.Kind == QuestionKind.YesNo).Take(8).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, questions.Count), Token, async (index, _) =>
        {
            var somebody = new IntakeDesk(servers[index % 2], IntakeDesk.Colleague with { AccountId = Guid.NewGuid() }, _case.Id);
            await somebody.TypeAsync("concerns", questions[index].Key, "unknown");
            for (var tries = 0; !(await somebody.TrySaveAsync("concerns")).IsDone; tries++)
            {
                Assert.InRange(tries, 0, 50);
            }
        });

        var page = await new IntakeDesk(_product, Product.TeamManager, _case.Id).OpenAsync("concerns");
        Assert.Equal(questions.Select(question => question.Key).Order(StringComparer.Ordinal), page.Answers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(questions.Count, page.Version);
    }

    [Fact]
    public async Task One_answer_typed_in_eight_windows_at_once_is_kept_once()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Token, async (index, _) =>
            await new IntakeDesk(_product, Product.TeamManager, _case.Id).TypeAsync("needs", "first", $"window {index}"));

        Assert.StartsWith("window ", (await new IntakeDesk(_product, Product.TeamManager, _case.Id).OpenAsync("needs")).Answers["first"].Value, StringComparison.Ordinal);
    }

    private (IntakeDesk Mine, IntakeDesk Theirs) Both() => (new IntakeDesk(_product, Product.TeamManager, _case.Id), new IntakeDesk(_product, IntakeDesk.Colleague, _case.Id));
}
