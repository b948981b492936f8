using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using VictimSupport.Blazor.Components.Staff.Screening;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Risk;

namespace VictimSupport.Tests.Components;

/// <summary>The screen of the screening's questions and rules, over a real database.</summary>
public sealed class ScreeningPageTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
        _screen.Services.AddLocalization();
        _screen.Services.AddMudServices();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddFallbackServiceProvider(_product.Services);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public void A_rule_says_in_words_when_it_fires_what_follows_and_why()
    {
        var page = Show(Product.TeamManager);

        Assert.StartsWith(
            $"When “{Words("separation")}” is answered yes high risk online is possible review of three The time around a separation",
            Rule(page, "separation"),
            StringComparison.Ordinal);
        Assert.StartsWith($"When “{Words("private-place")}” is answered no raised risk contact in person Without a private place", Rule(page, "no-private-place"), StringComparison.Ordinal);
        Assert.StartsWith($"When at least 3 of these 7 hold “{Words("escalation")}” is answered yes “{Words("stalking")}” is answered yes", Rule(page, "several"), StringComparison.Ordinal);
        Assert.Equal(ScreeningForm.Default.Asked.Count(), page.FindAll("[data-testid=questions] li").Count);
        Assert.Contains("House screening", page.Find("[data-testid=questions] h3").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pl-PL", "Gdy spełnia się co najmniej 3 z tych 7 warunków", "Trzy lub więcej z tych czynników razem to wysokie ryzyko.")]
    [InlineData("mt-MT", "Meta jseħħu mill-inqas 3 minn dawn il-kundizzjonijiet (7)", "Tlieta jew aktar minn dawn flimkien huma riskju għoli.")]
    public void A_rule_speaks_the_readers_language(string culture, string when, string why)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var rule = Rule(Show(Product.TeamManager), "several");
            Assert.StartsWith(when, rule, StringComparison.Ordinal);
            Assert.Contains(why, rule, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public async Task Changed_rules_show_what_they_would_do_before_they_take_effect()
    {
        await _product.ScreenAsync(_seeded.Cases[0].Id, ("stalking", ScreeningAnswer.Yes));
        await _product.ScreenAsync(_seeded.Cases[1].Id);
        var page = Show(Product.TeamManager);
        Change(page, "stalking");
        page.FindAll("[data-testid=rule-stalking] input[type=radio]")[0].Change("on");
        page.Find("[data-testid=review-stalking]").Change(false);
        Assert.Contains("changed, not yet in use", Rule(page, "stalking"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=take-into-use]"));

        await Form(page).SubmitAsync();

        var trial = Text(page.Find("[data-testid=trial]"));
        Assert.Contains("Cases: 2", trial, StringComparison.Ordinal);
        Assert.Contains("less care: 1", trial, StringComparison.Ordinal);
        Assert.Contains("as they are: 1", trial, StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync());

        await page.Find("[data-testid=take-into-use]").ClickAsync(new());
        Assert.Equal(2, await VersionAsync());
        Assert.Contains("Version 2", Text(page.FindAll("[data-testid=versions] li")[0]), StringComparison.Ordinal);
        Assert.StartsWith($"When “{Words("stalking")}” is answered yes standard risk online is possible Whoever follows", Rule(page, "stalking"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_after_the_trial_is_tried_again()
    {
        var page = Show(Product.TeamManager);
        await Form(page).SubmitAsync();
        Assert.Contains("not changed any rule", page.Find("[data-testid=unchanged]").TextContent, StringComparison.Ordinal);

        Change(page, "weapon");
        page.Find("[data-testid=off-weapon]").Change(true);
        await Form(page).SubmitAsync();
        Assert.Contains("No case has been screened yet", page.Find("[data-testid=trial]").TextContent, StringComparison.Ordinal);
        page.Find("[data-testid=online-weapon]").Change(true);

        Assert.Empty(page.FindAll("[data-testid=trial], [data-testid=take-into-use]"));
        Assert.Equal("Rules changed: 1", page.Find("[data-testid=changed-count]").TextContent);
    }

    [Fact]
    public async Task A_refused_number_of_conditions_stands_beside_its_field()
    {
        var page = Show(Product.TeamManager);
        Change(page, "several");
        page.Find("[data-testid=at-least-several]").Change("99");

        await Form(page).SubmitAsync();

        Assert.Contains("more conditions than it has", page.Find("[data-testid=at-least-several]").ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=trial]"));
        page.Find("[data-testid=at-least-several]").Change("2");
        Assert.StartsWith("When at least 2 of these 7 hold", Rule(page, "several"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_that_somebody_else_changed_meanwhile_are_shown_anew()
    {
        var page = Show(Product.TeamManager);
        Change(page, "weapon");
        page.Find("[data-testid=off-weapon]").Change(true);
        Assert.True((await _product.Get<ScreeningForms>().ChangeAsync(Product.TeamManager, 1, [new RuleChange("weapon", RiskLevel.Raised, false, true, false)], Token)).IsDone);

        await Form(page).SubmitAsync();
        await page.Find(".faults button").ClickAsync(new());

        Assert.StartsWith($"When “{Words("weapon")}” is answered yes raised risk", Rule(page, "weapon"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "(line 1)")]
    [InlineData("""{ "parts": [ { "key": "own", "title": ["a", "b", "c"], "questions": [ null ] } ], "rules": [] }""", "(line 1)")]
    [InlineData("""{ "parts": [ { "key": "own", "title": ["a", "b", "c"], "questions": [ { "key": "q", "text": ["a", "b", "c"] } ] } ], "rules": [ null ] }""", "(line 1)")]
    public async Task An_instrument_that_cannot_be_read_is_refused_beside_its_field(string json, string said)
    {
        var page = Show(Product.TeamManager);
        page.Find("[data-testid=instrument]").Change(json);

        await page.Find("[data-testid=import] form").SubmitAsync();

        Assert.Contains(said, page.Find("[data-testid=instrument]").ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync());
    }

    [Fact]
    public async Task The_example_is_an_instrument_that_can_be_brought_in()
    {
        var page = Show(Product.TeamManager);
        page.Find("[data-testid=use-example]").Click();
        await page.Find("[data-testid=import] form").SubmitAsync();

        Assert.Equal(2, await VersionAsync());
        Assert.Contains(page.FindAll("[data-testid=questions] h3"), part => part.TextContent == "Example");
        Assert.StartsWith("When at least 2 of these 3 hold “Alone most of the week?” is answered yes “A telephone of one’s own?” is answered no", Rule(page, "example-cut-off"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Director)]
    public void Who_reads_only_sees_questions_and_rules_and_nothing_to_change(Role role)
    {
        var page = Show(role == Role.Director ? RiskDesk.Director : RiskDesk.Supervisor);

        Assert.StartsWith($"When “{Words("weapon")}” is answered yes", Rule(page, "weapon"), StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-testid=questions] li"));
        Assert.Empty(page.FindAll("form, button, input, [data-testid=versions]"));
    }

    private static string Words(string question) => ScreeningForm.Default.Asked.Single(each => each.Key == question).Text.English;

    private static IElement Form(IRenderedComponent<ScreeningPage> page) => page.FindAll("form")[0];

    private static void Change(IRenderedComponent<ScreeningPage> page, string rule) => page.Find($"[data-testid=rule-{rule}] button").Click();

    private static string Rule(IRenderedComponent<ScreeningPage> page, string rule) => Text(page.Find($"[data-testid=rule-{rule}]"));

    private static string Text(IElement element) => string.Join(' ', element.Descendants<IText>().SelectMany(text => text.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private IRenderedComponent<ScreeningPage> Show(Actor actor)
    {
        var page = _screen.Render<ScreeningPage>(parameters => parameters.AddCascadingValue(actor));
        page.WaitForElement("h2", TimeSpan.FromSeconds(20));
        return page;
    }

    private async Task<int> VersionAsync() => (await _product.Get<ScreeningForms>().ReadAsync(Product.TeamManager, Token)).Number;
}
