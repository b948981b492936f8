using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Requests;

public sealed class RequestTriageTests : IAsyncLifetime
{
    private Product _product = null!;
    private Refusal? _held;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RequestTriage Triage => _product.Get<RequestTriage>();

    public async ValueTask InitializeAsync() =>
        _product = await Product.StartAsync(more: services => services.AddSingleton<TriageHold>((_, _, _, _) => Task.FromResult(_held)));

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    public static TheoryData<RequestOutcome> Outcomes => [.. Enum.GetValues<RequestOutcome>()];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task Every_outcome_is_kept_with_the_procedure_that_stood_beside_it(RequestOutcome outcome)
    {
        var made = await _product.EnterAsync();
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, outcome));
        var used = await _product.ProcedureAsync(TriageRules.ProcedureOf(outcome));
        Assert.Equal(2, (await _product.Get<Procedures>().SaveAsync(Product.TeamManager, new ProcedureForm(used.Kind, 1, "new", "nowa", "ġdida"), Token)).Value);

        Assert.Equal((RequestState.Decided, outcome), ((await _product.RowAsync(made.Id)).State, (await _product.RowAsync(made.Id)).Outcome));
        var decision = Assert.Single(await Triage.HistoryAsync(Product.TeamManager, made.Id, Token));
        Assert.Equal((outcome, "Canary-Decided", Product.TeamManager.Name, used.English), (decision.Outcome, decision.Words, decision.AccountName, decision.Procedure!.English));
    }

    [Fact]
    public async Task A_booked_intake_makes_one_case_under_its_own_key_with_the_contact_unconfirmed()
    {
        var made = await _product.EnterAsync();
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked) with { Mode = SupportMode.Hybrid });

        var file = await _product.CaseOfAsync(made.Id);
        Assert.Equal((CaseState.Intake, SupportMode.Hybrid, "en", false), (file.State, file.Mode, file.Language, file.Contact.HasSafeEmail(new LocalDate(2026, 11, 24))));
        Assert.Equal("Canary-Caller", await _product.Get<CaseFiles>().OpenNameAsync(Product.TeamManager, file.Id, "a test", Token));
        var contact = await _product.Get<CaseFiles>().OpenContactAsync(Product.TeamManager, file.Id, "a test", Token);
        Assert.Equal(("canary-caller@mailbox.example", "+44 7700 900801", false, false), (contact!.Email, contact.Telephone, contact.EmailIsConfirmed, contact.TelephoneIsConfirmed));

        // The request's words are under the case's key now: erasing the client erases both.
        Assert.Equal("Canary-Said", (await _product.OpenedAsync(made.Id))!.Said);
        await _product.Get<ClientVault>().EraseSubjectAsync(Product.TeamManager, Operation.TriageRequest, file.Id, "a test", Token);
        Assert.Null((await _product.OpenedAsync(made.Id))!.Said);
        Assert.All(await Triage.HistoryAsync(Product.TeamManager, made.Id, Token), decision => Assert.Null(decision.Words));
    }

    [Fact]
    public async Task Of_two_decisions_at_once_one_stands_and_the_other_is_told()
    {
        var made = await _product.EnterAsync();
        var intake = await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked);
        var alarm = await _product.DecisionAsync(made.Id, RequestOutcome.FalseAlarm);
        var outcomes = await Task.WhenAll(new[] { intake, alarm, intake }.Select(form => Task.Run(() => Triage.DecideAsync(Product.TeamManager, form, Token), Token)));

        Assert.Single(outcomes, outcome => outcome.IsDone);
        Assert.All(outcomes.Where(outcome => !outcome.IsDone), outcome => Assert.Equal(RefusalCode.AlreadyDecided, outcome.Refusal!.Code));
        await using var db = _product.Open();
        Assert.Equal(outcomes[1].IsDone ? 0 : 1, await db.Cases.CountAsync(Token));
        Assert.Equal(1, await db.RequestDecisions.CountAsync(Token));
    }

    [Fact]
    public async Task A_correction_in_the_same_moment_makes_the_decision_look_again()
    {
        var made = await _product.EnterAsync();
        var form = await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked);
        await _product.Get<SupportRequests>().ChangeAsync(Product.Coordinator, made.Id, 1, RequestDesk.Form("more"), Token);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Triage.DecideAsync(Product.TeamManager, form, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Nobody_who_may_be_a_child_goes_the_adults_path_in_silence()
    {
        var child = await _product.EnterAsync(RequestDesk.Form("child", RequestAge.Child));
        var perhaps = await _product.EnterAsync(RequestDesk.Form("perhaps", RequestAge.PerhapsChild));
        var asAdult = await _product.DecisionAsync(child.Id, RequestOutcome.Answered) with { AdultReason = "Canary-Reason" };
        Assert.Equal(RefusalCode.ChildrenPathNeeded, (await Triage.DecideAsync(Product.TeamManager, asAdult, Token)).Refusal?.Code);
        var silent = await _product.DecisionAsync(perhaps.Id, RequestOutcome.Answered);
        var refusal = (await Triage.DecideAsync(Product.TeamManager, silent, Token)).Refusal;
        Assert.Equal((RefusalCode.Required, nameof(DecisionForm.AdultReason)), (refusal?.Code, refusal?.Field));
        Assert.Equal(RefusalCode.Required, (await Triage.DecideAsync(Product.TeamManager, silent with { Path = RequestPath.Children }, Token)).Refusal?.Code);

        await _product.DecideAsync(silent with { AdultReason = "Canary-Reason" });
        await _product.DecideAsync(await _product.DecisionAsync(child.Id, RequestOutcome.Answered, RequestPath.Children));
        Assert.Equal("Canary-Reason", (await Triage.HistoryAsync(Product.TeamManager, perhaps.Id, Token)).Single().AdultReason);
        Assert.Equal(ProcedureKind.Children, (await Triage.HistoryAsync(Product.TeamManager, child.Id, Token)).Single().ChildrenProcedure!.Kind);
    }

    [Fact]
    public async Task A_hold_stops_every_decision_but_an_emergency()
    {
        var made = await _product.EnterAsync();
        _held = new Refusal(RefusalCode.NotAllowed);
        foreach (var outcome in Enum.GetValues<RequestOutcome>().Where(outcome => outcome != RequestOutcome.Emergency))
        {
            Assert.Equal(_held, (await Triage.DecideAsync(Product.TeamManager, await _product.DecisionAsync(made.Id, outcome), Token)).Refusal);
        }

        await using (var db = _product.Open())
        {
            Assert.Equal(0, await db.Cases.CountAsync(Token));
        }

        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.Emergency));
    }

    [Fact]
    public async Task A_decision_is_taken_back_with_a_reason_and_made_anew()
    {
        var made = await _product.EnterAsync();
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.FalseAlarm));
        var version = (await _product.RowAsync(made.Id)).Version;
        Assert.Equal(RefusalCode.Required, (await Triage.ReopenAsync(Product.TeamManager, made.Id, version, " ", Token)).Refusal?.Code);
        Assert.True((await Triage.ReopenAsync(Product.TeamManager, made.Id, version, "Canary-Back", Token)).IsDone);
        Assert.Equal((RequestState.Waiting, null), ((await _product.RowAsync(made.Id)).State, (await _product.RowAsync(made.Id)).Outcome));
        _product.Time.Advance(TimeSpan.FromMinutes(1));
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked));
        Assert.Equal([RequestOutcome.IntakeBooked, null, RequestOutcome.FalseAlarm], (await Triage.HistoryAsync(Product.TeamManager, made.Id, Token)).OrderByDescending(row => row.At).Select(row => row.Outcome));
        Assert.Contains("Canary-Back", (await Triage.HistoryAsync(Product.TeamManager, made.Id, Token)).Select(row => row.Words));
    }

    [Fact]
    public async Task A_booked_intake_is_taken_back_only_when_its_case_is_closed_and_makes_no_second_case()
    {
        var made = await _product.EnterAsync();
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked));
        var file = await _product.CaseOfAsync(made.Id);
        var version = (await _product.RowAsync(made.Id)).Version;
        var refusal = (await Triage.ReopenAsync(Product.TeamManager, made.Id, version, "by mistake", Token)).Refusal;
        Assert.Equal(RefusalCode.CaseStillOpen, refusal?.Code);
        Assert.Contains(file.Reference, refusal!.Words, StringComparison.Ordinal);

        await using (var db = _product.Open())
        {
            await db.Cases.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, CaseState.Closed), Token);
        }

        Assert.True((await Triage.ReopenAsync(Product.TeamManager, made.Id, version, "by mistake", Token)).IsDone);
        Assert.Equal(RefusalCode.CaseMadeAlready, (await Triage.DecideAsync(Product.TeamManager, await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked), Token)).Refusal?.Code);
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.Answered));
    }

    [Fact]
    public async Task The_coordinator_sees_that_something_was_decided_and_not_what()
    {
        var perpetrator = await _product.EnterAsync(RequestDesk.Form("one"));
        var answered = await _product.EnterAsync(RequestDesk.Form("two"));
        await _product.DecideAsync(await _product.DecisionAsync(perpetrator.Id, RequestOutcome.PerpetratorContact));
        await _product.DecideAsync(await _product.DecisionAsync(answered.Id, RequestOutcome.Answered));
        var rows = (await _product.Get<RequestQueue>().ListAsync(Product.Coordinator, new RequestQuery(), Token)).Rows;
        Assert.All(rows, row => Assert.Equal((RequestState.Decided, null), (row.State, row.Outcome)));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Triage.HistoryAsync(Product.Coordinator, perpetrator.Id, Token));
    }

    [Fact]
    public async Task Who_is_kept_out_of_the_case_sees_no_trace_of_its_request()
    {
        var made = await _product.EnterAsync();
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked) with { CallBack = true, Answer = "Canary-Answer" });
        await using (var db = _product.Open())
        {
            var file = await _product.CaseOfAsync(made.Id);
            db.CaseExclusions.Add(new CaseExclusion { Id = Guid.NewGuid(), CaseId = file.Id, AccountId = Product.Coordinator.AccountId, Reason = ExclusionReason.Neighbour, At = file.OpenedAt, ById = Product.TeamManager.AccountId, ByName = "Amira" });
            await db.SaveChangesAsync(Token);
        }

        var queue = _product.Get<RequestQueue>();
        Assert.Null(await queue.ReadAsync(Product.Coordinator, made.Id, Token));
        Assert.Null(await _product.OpenedAsync(made.Id, Product.Coordinator));
        Assert.Empty((await queue.ListAsync(Product.Coordinator, new RequestQuery("+44 7700 900801"), Token)).Rows);
        Assert.Equal(new RequestCounts(0, 0, 0), await queue.CountAsync(Product.Coordinator, Token));
        Assert.Equal(RefusalCode.NotFound, (await _product.Get<SupportRequests>().CallBackAsync(Product.Coordinator, made.Id, 2, true, Token)).Refusal?.Code);
        Assert.NotNull(await queue.ReadAsync(Product.TeamManager, made.Id, Token));
    }

    [Fact]
    public async Task Of_two_who_rewrite_a_procedure_the_second_is_told()
    {
        var procedures = _product.Get<Procedures>();
        var form = new ProcedureForm(ProcedureKind.Emergency, 1, "One\r\nTwo", "Jeden\nDwa", "Wieħed\nTnejn");
        await _product.ProcedureAsync(ProcedureKind.Emergency);
        Assert.Equal(2, (await procedures.SaveAsync(Product.TeamManager, form, Token)).Value);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await procedures.SaveAsync(Product.TeamManager, form, Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NothingToDo, (await procedures.SaveAsync(Product.TeamManager, form with { FromNumber = 2 }, Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.Required, (await procedures.SaveAsync(Product.TeamManager, form with { FromNumber = 2, Maltese = "" }, Token)).Refusal?.Code);
        var versions = await procedures.VersionsAsync(Product.TeamManager, ProcedureKind.Emergency, Token);
        Assert.Equal([2, 1], versions.Select(version => version.Number));
        Assert.Equal(("One\nTwo", Product.TeamManager.Name), (versions[0].English, versions[0].MadeBy));
    }
}
