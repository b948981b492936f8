using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Intake;

public sealed class IntakeTests : IAsyncLifetime
{
    private Product _product = null!;
    private CaseRow _case = null!;
    private IntakeDesk _mine = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        await _product.SeedAsync();
        _case = await IntakeDesk.NewCaseAsync(_product);
        _mine = new IntakeDesk(_product, Product.TeamManager, _case.Id);
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task What_was_typed_is_there_again_after_a_restart_and_for_nobody_else()
    {
        await _mine.TypeAsync("needs", "first", "Canary-Typed");
        await using var second = await Product.StartAsync(_product.Settings, _product.Time);

        var again = (await second.Get<IntakeFiles>().OpenAsync(Product.TeamManager, _case.Id, "needs", Token)).Value;
        Assert.Equal("Canary-Typed", again!.Answers["first"].Value);
        Assert.NotNull(again.DraftAt);
        var colleagues = (await second.Get<IntakeFiles>().OpenAsync(IntakeDesk.Colleague, _case.Id, "needs", Token)).Value;
        Assert.Empty(colleagues!.Answers);
        Assert.Equal([Product.TeamManager.Name], colleagues.OthersTyping);
    }

    [Fact]
    public async Task What_arrives_late_from_a_page_never_overwrites_what_it_sent_later()
    {
        var early = _mine.Form("needs", "first", "early");
        await _mine.TypeAsync("needs", "first", "later");
        await _product.Get<IntakeDrafts>().KeepAsync(Product.TeamManager, early, Token);

        Assert.Equal("later", (await _mine.OpenAsync("needs")).Answers["first"].Value);
    }

    [Fact]
    public async Task A_draft_moved_to_another_case_or_question_does_not_open()
    {
        var other = await IntakeDesk.NewCaseAsync(_product);
        await _mine.TypeAsync("needs", "first", "Canary-Typed");
        await using (var db = _product.Open())
        {
            await db.IntakeDrafts.ExecuteUpdateAsync(set => set.SetProperty(row => row.CaseId, other.Id), Token);
        }

        await Assert.ThrowsAnyAsync<CryptographicException>(() => _product.Get<IntakeFiles>().OpenAsync(Product.TeamManager, other.Id, "needs", Token));
        Assert.Empty((await _mine.OpenAsync("needs")).Answers);
    }

    [Fact]
    public async Task A_saved_topic_is_done_when_what_is_required_is_settled_and_nothing_is_put_off()
    {
        await _mine.TypeAsync("events", "own-words", "Canary-Words");
        Assert.Equal(TopicState.ToDo, (await _mine.SaveAsync("events")).State);
        await _mine.TypeAsync("events", "violence", "threats online", AnswerState.AskLater);
        Assert.Equal(TopicState.ToDo, (await _mine.SaveAsync("events")).State);
        await _mine.TypeAsync("events", "violence", "threats online", AnswerState.Declined);
        Assert.Equal(TopicState.Done, (await _mine.SaveAsync("events")).State);
        await _mine.TypeAsync("events", "when", null, AnswerState.AskLater);
        Assert.Equal(TopicState.ToDo, (await _mine.SaveAsync("events")).State);

        var page = await _mine.OpenAsync("events");
        Assert.Equal(new IntakeAnswer(AnswerState.Declined, "threats online"), page.Answers["violence"]);
        Assert.Equal(AnswerState.AskLater, page.Answers["when"].State);
        Assert.Null(page.DraftAt);
    }

    [Fact]
    public async Task Declining_does_not_settle_what_must_be_answered()
    {
        await _mine.TypeAsync("concerns", "danger", null, AnswerState.Declined);
        await _mine.TypeAsync("concerns", "self", null, AnswerState.Declined);
        Assert.Equal(TopicState.ToDo, (await _mine.SaveAsync("concerns")).State);
        await _mine.TypeAsync("concerns", "danger", "no");
        Assert.Equal(TopicState.Done, (await _mine.SaveAsync("concerns")).State);
    }

    [Theory]
    [InlineData("emergency", "call-telephone", "not a number", RefusalCode.NotATelephone)]
    [InlineData("emergency", "call-email", "a@b.example\r\nBcc: c@d.example", RefusalCode.NotAnEmail)]
    [InlineData("emergency", "call-name", "a\nSubject: b", RefusalCode.ControlCharacter)]
    [InlineData("support", "next", "2026-02-30", RefusalCode.NotADate)]
    [InlineData("support", "next", "0001-01-01", RefusalCode.NotADate)]
    [InlineData("person", "several", "-1", RefusalCode.NotBetween)]
    [InlineData("support", "mode", "Pigeon", RefusalCode.Required)]
    [InlineData("concerns", "weapon", "perhaps", RefusalCode.Required)]
    public async Task What_is_no_answer_is_refused_at_its_question_and_stays_as_it_was_typed(string topic, string question, string value, RefusalCode code)
    {
        await _mine.TypeAsync(topic, question, value);
        var saved = await _mine.TrySaveAsync(topic);

        Assert.Equal((code, question), (saved.Refusal?.Code, saved.Refusal?.Field));
        Assert.Equal(value, (await _mine.OpenAsync(topic)).Answers[question].Value);
        await using var db = _product.Open();
        Assert.False(await db.IntakeAnswers.AnyAsync(Token));
    }

    [Fact]
    public async Task What_is_too_long_for_its_question_is_not_kept_and_says_so()
    {
        var drafts = _product.Get<IntakeDrafts>();
        var kept = await drafts.KeepAsync(Product.TeamManager, _mine.Form("needs", "first", new string('x', 10_000_000)), Token);
        Assert.Equal((RefusalCode.TooLong, "first"), (kept.Refusal?.Code, kept.Refusal?.Field));
        Assert.True((await drafts.KeepAsync(Product.TeamManager, _mine.Form("needs", "first", new string('ħ', 8000)), Token)).IsDone);
        Assert.Equal(8000, (await _mine.OpenAsync("needs")).Answers["first"].Value!.Length);
    }

    [Fact]
    public async Task Words_of_every_script_come_back_as_they_were_typed()
    {
        const string Odd = "ÅÍÎÏ˝ÓÔ ￾ <script>alert(1)</script> '; DROP TABLE Cases;-- {{7*7}} %s %n \"quoted\" \\ 田中さん بِسْمِ 🏳️‍🌈 żółw ħġċ";
        await _mine.TypeAsync("needs", "first", Odd);
        await _mine.SaveAsync("needs");
        Assert.Equal(Odd, (await _mine.OpenAsync("needs")).Answers["first"].Value);
    }

    [Fact]
    public async Task Language_and_mode_go_to_the_case_when_they_are_answered_and_never_again_unasked()
    {
        await _mine.TypeAsync("language", "written", "pl");
        await _mine.SaveAsync("language");
        await _mine.TypeAsync("support", "mode", "InPerson");
        await _mine.SaveAsync("support");
        var file = await ReadCaseAsync();
        Assert.Equal(("pl", SupportMode.InPerson), (file.Language, file.Mode));

        // Changed by hand afterwards; another answer of the topic leaves it.
        Assert.True((await _product.Get<CaseFiles>().ChangeAsync(Product.TeamManager, new CaseChange(_case.Id, file.Version, "mt", SupportMode.Online, null), Token)).IsDone);
        await _mine.TypeAsync("language", "spoken", "Polish");
        await _mine.SaveAsync("language");
        Assert.Equal("mt", (await ReadCaseAsync()).Language);
    }

    [Fact]
    public async Task A_case_opens_only_when_the_intake_is_finished_and_says_what_is_missing()
    {
        await _product.CompareAsync();
        await _mine.FinishAsync("events", "consent");
        var course = _product.Get<CaseCourse>();
        var refused = (await course.OpenAsync(Product.TeamManager, _case.Id, (await ReadCaseAsync()).Version, Token)).Refusal!;
        Assert.Equal(RefusalCode.IntakeNotDone, refused.Code);
        Assert.Contains("What happened, Consent", refused.Describe(CultureInfo.GetCultureInfo("en-GB")), StringComparison.Ordinal);
        Assert.Contains("Co się stało, Zgody", refused.Describe(CultureInfo.GetCultureInfo("pl-PL")), StringComparison.Ordinal);

        await _mine.TypeAsync("events", "violence", null, AnswerState.Declined);
        await _mine.SaveAsync("events");
        await _mine.TypeAsync("consent", "terms", "yes");
        await _mine.SaveAsync("consent");
        // Other features have holds of their own; the intake is none any more.
        var opened = await course.OpenAsync(Product.TeamManager, _case.Id, (await ReadCaseAsync()).Version, Token);
        Assert.NotEqual(RefusalCode.IntakeNotDone, opened.Refusal?.Code);
    }

    [Fact]
    public async Task A_topic_is_set_aside_only_when_no_case_waits_for_it()
    {
        var saves = _product.Get<IntakeSaves>();
        Assert.Equal(TopicState.NotApplicable, (await saves.SetAsideAsync(Product.TeamManager, _case.Id, "technology", Token)).Value!.State);
        Assert.Equal(RefusalCode.TopicIsRequired, (await saves.SetAsideAsync(Product.TeamManager, _case.Id, "events", Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Old_answers_show_with_the_question_as_it_was_asked()
    {
        await _mine.TypeAsync("needs", "first", "Canary-Old");
        await _mine.TypeAsync("needs", "help-so-far", "Canary-Hidden");
        await _mine.SaveAsync("needs");
        var forms = _product.Get<IntakeForms>();
        var seen = (await forms.ReadAsync(Product.TeamManager, Token)).Number;
        await forms.ChangeAsync(Product.TeamManager, seen,
            [new QuestionChange("needs", "first", false, true, new Phrase("How are you?", "Jak się Pan/Pani czuje?", "Kif int?")), new QuestionChange("needs", "help-so-far", true, false)], Token);

        var page = await _mine.OpenAsync("needs");
        Assert.Equal("How are you?", page.Topic.Questions[0].Text.English);
        Assert.Equal(
            [("What would help you most now?", "Canary-Old", seen, true), ("Who has helped so far, and how was that?", "Canary-Hidden", seen, false)],
            page.Earlier.Select(each => (each.Question.Text.English, each.Answer.Value!, each.Form, each.IsAskedNow)));
        // Saving other answers leaves them as given then.
        await _mine.TypeAsync("needs", "people-near", "Canary-New");
        await _mine.SaveAsync("needs");
        Assert.Equal([seen, seen], (await _mine.OpenAsync("needs")).Earlier.Select(each => each.Form));
    }

    [Fact]
    public async Task Who_is_kept_out_of_a_case_finds_no_intake()
    {
        await _mine.TypeAsync("needs", "first", "Canary-Typed");
        await using (var db = _product.Open())
        {
            db.CaseExclusions.Add(new CaseExclusion { Id = Guid.CreateVersion7(), CaseId = _case.Id, AccountId = Product.TeamManager.AccountId, Reason = ExclusionReason.Relative, At = _case.OpenedAt, ById = Guid.NewGuid(), ByName = "Delia" });
            await db.SaveChangesAsync(Token);
        }

        Assert.Equal(RefusalCode.NotFound, (await _product.Get<IntakeFiles>().ReadAsync(Product.TeamManager, _case.Id, Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await _product.Get<IntakeFiles>().OpenAsync(Product.TeamManager, _case.Id, "needs", Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await _product.Get<IntakeDrafts>().KeepAsync(Product.TeamManager, _mine.Form("needs", "first", "x"), Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await _mine.TrySaveAsync("needs")).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await _product.Get<IntakeSaves>().ChooseAsync(Product.TeamManager, _case.Id, "needs", 1, [], Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_supervisor_without_a_stated_reason_is_asked_for_one()
    {
        var supervisor = new Actor(Guid.NewGuid(), "Sven", Role.Supervisor);
        Assert.Equal(RefusalCode.ReasonNeeded, (await _product.Get<IntakeFiles>().ReadAsync(supervisor, _case.Id, Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.ReasonNeeded, (await _product.Get<IntakeFiles>().OpenAsync(supervisor, _case.Id, "needs", Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Opening_a_topic_is_audited_before_it_is_read_and_nothing_typed_stands_in_the_audit()
    {
        await _mine.TypeAsync("needs", "first", "Canary-Typed");
        await _mine.SaveAsync("needs");
        await _mine.OpenAsync("needs");

        await using var db = _product.Open();
        var rows = await db.Set<AuditEntry>().Where(row => row.SubjectId == _case.Id).ToListAsync(Token);
        Assert.Contains(rows, row => row.Operation == Operation.ViewIntake && row.Detail == "Intake opened, needs");
        Assert.Contains(rows, row => row.Operation == Operation.FillIntake && row.Detail == "saved, needs, Done");
        Assert.DoesNotContain(rows, row => row.Detail?.Contains("Canary", StringComparison.Ordinal) == true);
    }

    private async Task<SupportCase> ReadCaseAsync()
    {
        await using var db = _product.Open();
        return await db.Cases.AsNoTracking().SingleAsync(row => row.Id == _case.Id, Token);
    }
}
