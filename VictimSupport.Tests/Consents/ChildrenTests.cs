using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Intake;
using VictimSupport.Tests.Requests;
using static VictimSupport.Tests.Consents.ConsentDesk;

namespace VictimSupport.Tests.Consents;

public sealed class ChildrenTests : IAsyncLifetime
{
    private Product _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ChildDecisionLog Decisions => _product.Get<ChildDecisionLog>();

    public async ValueTask InitializeAsync() => _product = await Product.StartAsync();

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_case_is_opened_only_when_age_duty_to_report_and_a_guardians_consent_are_settled()
    {
        var file = await NewCaseAsync();
        Assert.Equal(RefusalCode.AgeNotKnown, await OpeningAsync(file));
        await _product.DecideAsync(file, ChildQuestion.Age, nameof(ClientAge.MayBeChild), null);
        Assert.Equal(RefusalCode.AgeInDoubt, await OpeningAsync(file));
        await _product.DecideAsync(file, ChildQuestion.Age, nameof(ClientAge.Child), null);
        Assert.Equal(RefusalCode.DutyToReportOpen, await OpeningAsync(file));
        await _product.DecideAsync(file, ChildQuestion.DutyToReport, nameof(DutyToReport.Reported));
        Assert.Equal(RefusalCode.SupportConsentNeeded, await OpeningAsync(file));
        await _product.RecordAsync(Form(file, Yes(ConsentKind.Support), Yes(ConsentKind.Records)));
        // What a child says alone is kept, and is not enough.
        Assert.Equal(RefusalCode.SupportConsentNeeded, await OpeningAsync(file));

        var guardian = await _product.GuardianAsync(file);
        await _product.RecordAsync(Form(file, Yes(ConsentKind.Support)) with { GuardianId = guardian });
        Assert.Equal(RefusalCode.RecordsConsentNeeded, await OpeningAsync(file));
        await _product.RecordAsync(Form(file, Yes(ConsentKind.Records)) with { GuardianId = guardian });
        Assert.Null(await OpeningAsync(file));
    }

    [Fact]
    public async Task A_child_consents_alone_when_that_was_decided_with_a_reason()
    {
        var file = await ChildAsync();
        await _product.RecordAsync(Form(file, Yes(ConsentKind.Support), Yes(ConsentKind.Records)));
        Assert.Equal(RefusalCode.SupportConsentNeeded, await OpeningAsync(file));
        Assert.Equal((RefusalCode.Required, "Words"), await RefusedAsync(file, ChildQuestion.ConsentsAlone, "Yes", " "));

        await _product.DecideAsync(file, ChildQuestion.ConsentsAlone, "Yes");

        Assert.Null(await OpeningAsync(file));
        var sheet = (await Decisions.ReadAsync(Product.TeamManager, file, Token))!;
        Assert.Equal((ClientAge.Child, true, DutyToReport.NothingToReport), (sheet.Age, sheet.ConsentsAlone, sheet.DutyToReport));
        Assert.Equal("Canary-Why", await Decisions.OpenWordsAsync(Product.TeamManager, sheet.Decisions[0].Id, Token));
    }

    [Fact]
    public async Task A_guardian_who_must_not_be_contacted_consents_to_nothing_also_afterwards()
    {
        var file = await ChildAsync();
        var excluded = await _product.GuardianAsync(file, mustNotBeContacted: true);
        var other = await _product.GuardianAsync(file, telephone: "+44 7700 900712");
        var form = Form(file, Yes(ConsentKind.Support), Yes(ConsentKind.Records));
        Assert.Equal((RefusalCode.GuardianExcluded, "GuardianId"), await RefusedAsync(form with { GuardianId = excluded }));
        await _product.RecordAsync(form with { GuardianId = other });
        await OpenedAsync(file);
        Assert.Null(await BookingAsync(file));

        await _product.Get<CasePeople>().ChangeAsync(Product.TeamManager, other, 1, new CasePersonForm("Canary-Guardian", PersonKind.Family, true, MustNotBeContacted: true), Token);

        Assert.Equal(RefusalCode.SupportConsentNeeded, await BookingAsync(file));
        Assert.DoesNotContain((await _product.ConsentsAsync(file)).Rows, row => row.Holds);
    }

    [Fact]
    public async Task A_guardian_equal_to_the_perpetrator_is_held_by_the_words_of_any_hold_and_after_the_decision_counts_no_more()
    {
        var file = await ChildAsync();
        var guardian = await _product.GuardianAsync(file);
        var form = Form(file, Yes(ConsentKind.Support), Yes(ConsentKind.Records)) with { GuardianId = guardian };
        await _product.RecordAsync(form);
        await OpenedAsync(file);
        await _product.Get<Perpetrators>().AddAsync(Product.TeamManager, file, new PerpetratorForm("Canary-Guardian", Telephone: "+44 7700 900711"), Token);
        while (await _product.Get<PerpetratorMatching>().CompareAsync(Token) > 0)
        {
            // Until nothing is marked any more.
        }

        Assert.Equal((RefusalCode.DecisionFirst, "GuardianId"), await RefusedAsync(form));
        Assert.Equal(RefusalCode.DecisionFirst, await BookingAsync(file));
        Assert.Contains((await _product.ConsentsAsync(file)).Rows, row => row.Holds);

        var match = Assert.Single(await _product.Get<Matches>().ListAsync(Product.TeamManager, Token));
        await _product.Get<Matches>().DecideAsync(Product.TeamManager, match.Id, match.Version, MatchAnswer.SamePerson, "The father is the one who hits", Token);
        Assert.Equal(RefusalCode.SupportConsentNeeded, await BookingAsync(file));
    }

    [Fact]
    public async Task Whoever_leaves_the_childrens_path_says_why_and_what_was_decided_for_the_child_begins_anew()
    {
        var file = await ChildAsync();
        await _product.DecideAsync(file, ChildQuestion.ConsentsAlone, "Yes");
        Assert.Equal((RefusalCode.Required, "Words"), await RefusedAsync(file, ChildQuestion.Age, nameof(ClientAge.Adult), null));
        Assert.Equal((RefusalCode.Required, "Answer"), await RefusedAsync(file, ChildQuestion.Age, nameof(ClientAge.NotKnown)));
        Assert.Equal((RefusalCode.Required, "Answer"), await RefusedAsync(file, ChildQuestion.DutyToReport, nameof(DutyToReport.Open)));
        Assert.Equal((RefusalCode.Required, "Words"), await RefusedAsync(file, ChildQuestion.DutyToReport, nameof(DutyToReport.NothingToReport), ""));

        await _product.DecideAsync(file, ChildQuestion.Age, nameof(ClientAge.Adult));

        var sheet = (await Decisions.ReadAsync(Product.TeamManager, file, Token))!;
        Assert.Equal((ClientAge.Adult, false, DutyToReport.Open), (sheet.Age, sheet.ConsentsAlone, sheet.DutyToReport));
        Assert.Equal((RefusalCode.NotAChild, "Question"), await RefusedAsync(file, ChildQuestion.ConsentsAlone, "Yes"));
        var stale = await Decisions.DecideAsync(Product.TeamManager, new ChildDecisionForm(file, 1, ChildQuestion.Age, nameof(ClientAge.Child)), Token);
        Assert.Equal(RefusalCode.ChangedMeanwhile, stale.Refusal?.Code);
    }

    [Theory]
    [InlineData(RequestAge.Child, RequestPath.Children, ClientAge.Child)]
    [InlineData(RequestAge.PerhapsChild, RequestPath.Children, ClientAge.MayBeChild)]
    [InlineData(RequestAge.NotKnown, RequestPath.Children, ClientAge.MayBeChild)]
    [InlineData(RequestAge.PerhapsChild, RequestPath.Adult, ClientAge.MayBeChild)]
    [InlineData(RequestAge.NotKnown, RequestPath.Adult, ClientAge.NotKnown)]
    [InlineData(RequestAge.Adult, RequestPath.Adult, ClientAge.Adult)]
    public async Task What_the_request_knew_of_the_age_goes_over_to_the_case(RequestAge age, RequestPath path, ClientAge expected)
    {
        var request = await _product.EnterAsync(RequestDesk.Form(age: age));
        await _product.DecideAsync(await _product.DecisionAsync(request.Id, RequestOutcome.IntakeBooked, path) with { AdultReason = "Showed an identity card" });

        Assert.Equal(expected, (await _product.CaseOfAsync(request.Id)).Age);
    }

    private async Task<Guid> NewCaseAsync()
    {
        var file = await IntakeDesk.NewCaseAsync(_product);
        await new IntakeDesk(_product, Product.TeamManager, file.Id).FinishAsync();
        return file.Id;
    }

    private async Task<Guid> ChildAsync()
    {
        var file = await NewCaseAsync();
        await _product.DecideAsync(file, ChildQuestion.Age, nameof(ClientAge.Child), null);
        await _product.DecideAsync(file, ChildQuestion.DutyToReport, nameof(DutyToReport.NothingToReport));
        return file;
    }

    private async Task<RefusalCode?> OpeningAsync(Guid file)
    {
        await using var db = _product.Open();
        return (await ConsentRules.CheckOpeningAsync(db, file, default, Token))?.Code;
    }

    private async Task OpenedAsync(Guid file)
    {
        await _product.CompareAsync();
        var row = (await _product.Get<CaseFiles>().ReadAsync(Product.TeamManager, file, Token))!;
        var opened = await _product.Get<CaseCourse>().OpenAsync(Product.TeamManager, file, row.Version, Token);
        Assert.True(opened.IsDone, opened.Refusal?.Words);
    }

    // What the booking's gate says, asked by the free times: a slot of its own for each question is not needed.
    private async Task<RefusalCode?> BookingAsync(Guid file) =>
        (await _product.Get<Core.Risk.ModeGate>().AskAsync(Product.Coordinator, file, Token))[1].Refusal?.Code;

    private async Task<(RefusalCode?, string?)> RefusedAsync(ConsentForm form)
    {
        var refusal = (await _product.Get<ClientConsents>().RecordAsync(Product.TeamManager, form, Token)).Refusal;
        return (refusal?.Code, refusal?.Field);
    }

    private async Task<(RefusalCode?, string?)> RefusedAsync(Guid file, ChildQuestion question, string answer, string? words = "Canary-Why")
    {
        var version = (await Decisions.ReadAsync(Product.TeamManager, file, Token))!.CaseVersion;
        var refusal = (await Decisions.DecideAsync(Product.TeamManager, new ChildDecisionForm(file, version, question, answer, words), Token)).Refusal;
        return (refusal?.Code, refusal?.Field);
    }
}
