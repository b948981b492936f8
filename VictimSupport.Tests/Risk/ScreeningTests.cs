using VictimSupport.Core.Intake;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Intake;
using static VictimSupport.Tests.Risk.RiskDesk;

namespace VictimSupport.Tests.Risk;

public sealed class ScreeningTests : IAsyncLifetime
{
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Guid CaseId => _seeded.Cases[0].Id;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public void Every_single_factor_fires_by_itself_and_says_why_in_three_languages()
    {
        var form = ScreeningForm.Default;
        foreach (var question in form.Asked)
        {
            var result = form.Evaluate(Answers((question.Key, question.Key == "private-place" ? ScreeningAnswer.No : ScreeningAnswer.Yes)));
            Assert.NotEmpty(result.Fired);
            Assert.True(result.Level >= RiskLevel.Raised, question.Key);
        }

        Assert.All(form.Rules, rule => Assert.Equal(3, new[] { rule.Why.English, rule.Why.Polish, rule.Why.Maltese }.Distinct().Count()));
        Assert.Empty(form.RulesWithoutQuestion());
    }

    [Theory]
    [InlineData("suicidal", RiskLevel.High, false, true)]
    [InlineData("lives-with", RiskLevel.Raised, false, true)]
    [InlineData("separation", RiskLevel.High, true, true)]
    public void The_house_rules_decide_level_mode_and_review(string question, RiskLevel level, bool isOnline, bool needsReview)
    {
        var result = ScreeningForm.Default.Evaluate(Answers((question, ScreeningAnswer.Yes)));
        Assert.Equal((level, isOnline, needsReview), (result.Level, result.IsOnlineAdvised, result.NeedsReview));
    }

    [Theory]
    [InlineData(ScreeningAnswer.NotAsked)]
    [InlineData(ScreeningAnswer.Declined)]
    public void What_was_not_answered_never_counts_as_low(ScreeningAnswer answer)
    {
        Assert.Equal(RiskLevel.Standard, ScreeningForm.Default.Evaluate(Answers()).Level);
        foreach (var question in ScreeningForm.Default.Asked)
        {
            var result = ScreeningForm.Default.Evaluate(Answers((question.Key, answer)));
            Assert.Equal((RiskLevel.NotAssessed, false), (result.Level, result.IsOnlineAdvised));
        }

        // Nor does it calm down what was said: unanswered beside a rule that fired.
        Assert.False(ScreeningForm.Default.Evaluate(Answers(("separation", ScreeningAnswer.Yes), ("weapon", answer))).IsOnlineAdvised);
    }

    [Fact]
    public async Task A_screening_is_kept_with_its_rules_and_a_review_opens_by_itself()
    {
        var recorded = await _product.ScreenAsync(CaseId, ("strangled", ScreeningAnswer.Yes));
        Assert.True(recorded.IsDone, recorded.Refusal?.Words);

        var page = (await _product.Get<Screenings>().ListAsync(Product.TeamManager, CaseId, 0, 10, Token))!;
        Assert.Equal((RiskLevel.High, false), (page.Risk.Level, page.Risk.IsOnlineAdvised));
        Assert.NotNull(page.Risk.OpenReviewId);
        var opened = (await _product.Get<Screenings>().OpenAsync(Product.TeamManager, page.Rows[0].Id, Token))!;
        Assert.Equal((ScreeningAnswer.Yes, "strangled"), (opened.Answers["strangled"], Assert.Single(opened.Fired).Key));
        Assert.Null(await _product.Get<Screenings>().ListAsync(Supervisor, CaseId, 0, 10, Token));
        // Who may sit as a deputy in some review opens no screening by its id.
        await Assert.ThrowsAsync<AccessDeniedException>(() => _product.Get<Screenings>().OpenAsync(Product.Coordinator, page.Rows[0].Id, Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => _product.Get<Screenings>().ListAsync(Product.Coordinator, CaseId, 0, 10, Token));
    }

    [Fact]
    public async Task Judgement_raises_a_level_with_a_reason_and_never_lowers_it()
    {
        var high = new ScreeningRecord(CaseId, 1, Answers(("weapon", ScreeningAnswer.Yes)));
        Assert.Equal((RefusalCode.LevelNotLowered, "RaisedTo"), await RefusedAsync(high with { RaisedTo = RiskLevel.Raised, Words = "Seems calm" }));
        var calm = new ScreeningRecord(CaseId, 1, Answers());
        Assert.Equal((RefusalCode.Required, "Words"), await RefusedAsync(calm with { RaisedTo = RiskLevel.High }));

        Assert.True((await _product.Get<Screenings>().RecordAsync(Product.TeamManager, calm with { RaisedTo = RiskLevel.High, Words = "Canary-Judgement" }, Token)).IsDone);

        var row = (await _product.Get<Screenings>().ListAsync(Product.TeamManager, CaseId, 0, 10, Token))!.Rows[0];
        Assert.Equal((RiskLevel.Standard, RiskLevel.High, false), (row.RulesLevel, row.Level, row.IsOnlineAdvised));
        Assert.NotNull((await _product.RiskAsync(CaseId)).OpenReviewId);
    }

    [Fact]
    public async Task What_the_intake_told_need_not_be_told_again()
    {
        var file = await IntakeDesk.NewCaseAsync(_product);
        var desk = new IntakeDesk(_product, Product.TeamManager, file.Id);
        await desk.TypeAsync("concerns", "danger", "no");
        await desk.TypeAsync("concerns", "self", "yes");
        await desk.TypeAsync("concerns", "weapon", null, AnswerState.Declined);
        await desk.SaveAsync("concerns");

        var told = (await _product.Get<Screenings>().BeginAsync(Product.TeamManager, file.Id, Token)).Value.Told;

        Assert.Equal((ScreeningAnswer.Yes, ScreeningAnswer.No, ScreeningAnswer.Declined, ScreeningAnswer.NotAsked), (told["suicidal"], told["danger-today"], told["weapon"], told["lives-with"]));
    }

    [Fact]
    public async Task Rules_are_tried_on_past_cases_before_they_take_effect_and_old_screenings_keep_theirs()
    {
        var forms = _product.Get<ScreeningForms>();
        await _product.ScreenAsync(CaseId, ("stalking", ScreeningAnswer.Yes));
        await _product.ScreenAsync(_seeded.Cases[1].Id);
        RuleChange[] softer = [new("stalking", RiskLevel.Standard, true, false, false)];

        Assert.Equal(new RuleTrial(2, 0, 1), (await forms.TryAsync(Product.TeamManager, 1, softer, Token)).Value);
        Assert.Equal(2, (await forms.ChangeAsync(Product.TeamManager, 1, softer, Token)).Value);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await forms.ChangeAsync(Product.TeamManager, 1, softer, Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await forms.ChangeAsync(Product.TeamManager, 2, [softer[0] with { Rule = "gone" }], Token)).Refusal?.Code);
        Assert.Equal((RefusalCode.RuleWithoutQuestion, "several"), Said((await forms.ChangeAsync(Product.TeamManager, 2, [new("several", RiskLevel.High, false, true, false, 99)], Token)).Refusal));

        var page = (await _product.Get<Screenings>().ListAsync(Product.TeamManager, CaseId, 0, 10, Token))!;
        Assert.Equal(RiskLevel.High, (await _product.Get<Screenings>().OpenAsync(Product.TeamManager, page.Rows[0].Id, Token))!.Form.Rules.Single(rule => rule.Key == "stalking").Level);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await _product.ScreenAsync(CaseId)).Refusal?.Code);
    }

    [Fact]
    public async Task An_own_instrument_stands_beside_the_houses_questions_and_a_malformed_one_is_refused()
    {
        var forms = _product.Get<ScreeningForms>();
        const string instrument = """
            { "parts": [ { "key": "own", "title": ["Own", "Własne", "Tagħna"], "questions": [
                { "key": "own-1", "text": ["One?", "Jeden?", "Wieħed?"] }, { "key": "own-2", "text": ["Two?", "Dwa?", "Tnejn?"] } ] } ],
              "rules": [ { "key": "own-total", "when": [ { "question": "own-1" }, { "question": "own-2" } ], "atLeast": 1, "level": "High", "isOnlineAdvised": false, "needsReview": true, "why": ["a", "b", "c"] } ] }
            """;

        foreach (var wrong in new[] { "", "[]", "{", "null", instrument.Replace("\"own\"", "\"house\"", StringComparison.Ordinal), instrument.Replace("\"own-2\" }", "\"gone\" }", StringComparison.Ordinal), instrument.Replace("\"High\"", "\"Sky\"", StringComparison.Ordinal), instrument.Replace("\"atLeast\": 1", "\"atLeast\": 3", StringComparison.Ordinal) })
        {
            Assert.Equal((RefusalCode.NotAnInstrument, "json"), Said((await forms.ImportAsync(Product.TeamManager, 1, wrong, Token)).Refusal));
        }

        Assert.Equal(2, (await forms.ImportAsync(Product.TeamManager, 1, instrument, Token)).Value);
        Assert.Equal(3, (await forms.ImportAsync(Product.TeamManager, 2, instrument, Token)).Value);

        var form = (await forms.ReadAsync(Product.TeamManager, Token)).Form;
        Assert.Equal(["house", "own"], form.Parts.Select(part => part.Key));
        var answers = Answers(("own-1", ScreeningAnswer.Yes), ("own-2", ScreeningAnswer.No));
        Assert.Equal(["own-total"], form.Evaluate(answers).Fired.Select(rule => rule.Key));
    }

    private static (RefusalCode?, string?) Said(Refusal? refusal) => (refusal?.Code, refusal?.Field);

    private async Task<(RefusalCode?, string?)> RefusedAsync(ScreeningRecord record) => Said((await _product.Get<Screenings>().RecordAsync(Product.TeamManager, record, Token)).Refusal);
}
