using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using VictimSupport.Blazor.Components.Staff.Intake;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Intake;

namespace VictimSupport.Tests.Components.Intake;

/// <summary>The questions are changed as a new version, and older answers keep the words they were given on.</summary>
public sealed class IntakeFormPageTests : IAsyncLifetime
{
    private static readonly Actor Supervisor = new(new Guid("00000000-0000-4000-8000-0000000000b1"), "Sven", Role.Supervisor);
    private readonly BunitContext _screen = new();
    private Product _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        await _product.SeedAsync();
        _screen.Services.AddLocalization();
        _screen.Services.AddMudServices();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddFallbackServiceProvider(_product.Services);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.JSInterop.SetupModule("/entry.js").SetupModule(_ => true);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task A_question_is_hidden_reworded_and_made_optional_in_one_new_version()
    {
        var page = Show();
        await ChooseTopicAsync(page, "needs");
        await page.Find("[data-testid=hide-kinds]").ChangeAsync(new ChangeEventArgs { Value = true });
        await page.Find("[data-testid=require-first]").ChangeAsync(new ChangeEventArgs { Value = false });
        await Words(page, "first").ChangeAsync(new ChangeEventArgs { Value = "How are you now?" });
        Assert.True(page.Find("[data-testid=form-topic]").HasAttribute("disabled"));
        await page.Find("form").SubmitAsync();

        var (number, form) = await _product.Get<IntakeForms>().ReadAsync(Product.TeamManager, Token);
        var questions = form.Find("needs")!.Questions;
        Assert.Equal((2, "How are you now?", false), (number, questions[0].Text.English, questions[0].IsRequired));
        Assert.True(questions.Single(question => question.Key == "kinds").IsHidden);
        Assert.Equal(IntakeForm.Default.Find("needs")!.Questions[2].Text, questions[2].Text);
        Assert.Equal(2, page.FindAll("[data-testid=form-versions] .decisions > li").Count);
        Assert.Contains("Amira", page.Find("[data-testid=form-versions] li").TextContent, StringComparison.Ordinal);
        // The page goes on with the new version.
        Assert.False(page.Find("[data-testid=form-topic]").HasAttribute("disabled"));
        Assert.Equal("How are you now?", page.Find("[data-testid=question-first] legend").TextContent);
    }

    [Fact]
    public async Task Words_missing_in_one_language_are_refused_beside_their_field_and_a_discarded_change_is_gone()
    {
        var page = Show();
        await Words(page, "safe-now", 1).ChangeAsync(new ChangeEventArgs { Value = "" });
        await page.Find("form").SubmitAsync();
        Assert.Equal("true", Words(page, "safe-now", 1).GetAttribute("aria-invalid"));

        await page.Find("[data-testid=discard]").ClickAsync(new());
        Assert.Equal(IntakeForm.Default.Topics[0].Questions[0].Text.Polish, Words(page, "safe-now", 1).GetAttribute("value"));
        Assert.Empty(page.FindAll(".fault"));
        Assert.Single(await _product.Get<IntakeForms>().VersionsAsync(Product.TeamManager, Token));
    }

    [Fact]
    public async Task An_older_version_is_read_as_it_was_asked()
    {
        await RewordAsync();
        var page = Show();
        await page.FindAll("[data-testid=form-versions] .button-quiet")[1].ClickAsync(new());
        var read = page.Find("[data-testid=form-versions]").TextContent;
        Assert.Contains("What would help you most now?", read, StringComparison.Ordinal);
        Assert.DoesNotContain("How are you now?", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_reads_an_intake_sees_each_answer_once_beside_the_words_it_was_given_on()
    {
        var file = await IntakeDesk.NewCaseAsync(_product);
        var desk = new IntakeDesk(_product, Product.TeamManager, file.Id);
        await desk.TypeAsync("needs", "first", "Canary-Old");
        await desk.TypeAsync("needs", "help-so-far", "Canary-Hidden");
        await desk.SaveAsync("needs");
        await RewordAsync(new QuestionChange("needs", "help-so-far", IsHidden: true, IsRequired: false));
        var opened = await desk.OpenAsync("needs");

        var reading = _screen.Render<TopicAnswers>(parameters => parameters.Add(each => each.Page, opened).Add(each => each.IsReadOnly, true).AddCascadingValue(Supervisor));
        var terms = reading.FindAll("dt").Zip(reading.FindAll("dd"), (question, answer) => (question.TextContent, answer.TextContent)).ToList();
        Assert.Contains(("What would help you most now? (form 1)", "Canary-Old"), terms);
        Assert.Contains(("Who has helped so far, and how was that? (form 1)", "Canary-Hidden"), terms);
        Assert.Single(terms, term => term.Item2 == "Canary-Old");
        Assert.DoesNotContain("How are you now?", reading.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_is_asked_no_longer_stays_readable_where_it_was_answered()
    {
        var (answered, other) = (await IntakeDesk.NewCaseAsync(_product), await IntakeDesk.NewCaseAsync(_product));
        var desk = new IntakeDesk(_product, Product.TeamManager, answered.Id);
        await desk.TypeAsync("devices", IntakeForm.Default.Find("devices")!.Questions[0].Key, null, AnswerState.Declined);
        await desk.SaveAsync("devices");
        await RewordAsync([.. IntakeForm.Default.Find("devices")!.Questions.Select(question => new QuestionChange("devices", question.Key, IsHidden: true, IsRequired: false))]);

        Assert.Contains((await OverviewAsync(answered.Id)).Topics, topic => topic.Key == "devices");
        Assert.DoesNotContain((await OverviewAsync(other.Id)).Topics, topic => topic.Key == "devices");
    }

    private async Task<IntakeOverview> OverviewAsync(Guid caseId) => (await _product.Get<IntakeFiles>().ReadAsync(Product.TeamManager, caseId, Token)).Value!;

    private async Task RewordAsync(params QuestionChange[] more)
    {
        var forms = _product.Get<IntakeForms>();
        var seen = (await forms.ReadAsync(Product.TeamManager, Token)).Number;
        var words = new QuestionChange("needs", "first", IsHidden: false, IsRequired: true, new Phrase("How are you now?", "Jak się Pan/Pani teraz czuje?", "Kif int issa?"));
        Assert.True((await forms.ChangeAsync(Product.TeamManager, seen, [words, .. more], Token)).IsDone);
    }

    private IRenderedComponent<IntakeFormPage> Show()
    {
        var page = _screen.Render<IntakeFormPage>(parameters => parameters.AddCascadingValue(Product.TeamManager));
        page.WaitForElement("[data-testid=form-topic]", TimeSpan.FromSeconds(20));
        return page;
    }

    private static Task ChooseTopicAsync(IRenderedComponent<IntakeFormPage> page, string topic) =>
        page.Find("[data-testid=form-topic]").ChangeAsync(new ChangeEventArgs { Value = $"{IntakeForm.Default.Topics.Select(each => each.Key).ToList().IndexOf(topic)}" });

    private static AngleSharp.Dom.IElement Words(IRenderedComponent<IntakeFormPage> page, string question, int language = 0) => page.FindAll($"[data-testid=question-{question}] textarea")[language];
}
