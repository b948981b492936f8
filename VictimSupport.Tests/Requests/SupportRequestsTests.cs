using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Requests;

public sealed class SupportRequestsTests : IAsyncLifetime
{
    private Product _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SupportRequests Requests => _product.Get<SupportRequests>();

    private RequestQueue Queue => _product.Get<RequestQueue>();

    public async ValueTask InitializeAsync() => _product = await Product.StartAsync();

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_request_is_entered_under_its_own_key_with_a_reference_and_a_promise()
    {
        var made = await _product.EnterAsync();
        Assert.Equal(("RQ-26-0001", Product.At(2026, 11, 25, 9), false), (made.Reference, made.AnswerBy, made.WasThere));
        Assert.Equal("RQ-26-0002", (await _product.EnterAsync(RequestDesk.Form("another"))).Reference);

        var opened = await _product.OpenedAsync(made.Id, Product.Coordinator);
        Assert.Equal(new OpenedRequest("Canary-Caller", "canary-caller@mailbox.example", "+44 7700 900801", "Canary-Said", "Canary-How after six", "Canary-Agency", null), opened);
        await using var db = _product.Open();
        var row = await db.Requests.SingleAsync(request => request.Id == made.Id, Token);
        Assert.True(row.NeedsMatching);
        Assert.Equal(row.Id, row.SubjectId);
        Assert.Contains(await db.AuditEntries.ToListAsync(Token), entry => entry.Operation == Operation.OpenRequest && entry.SubjectId == made.Id);
    }

    [Fact]
    public async Task Who_gives_no_name_and_no_contact_is_served_like_anybody_else()
    {
        var made = await _product.EnterAsync(new RequestForm(Guid.NewGuid(), RequestSource.WalkIn, "mt", "A person who gives no name"));
        var row = await _product.RowAsync(made.Id);
        Assert.Equal((false, false, false, RequestState.Waiting), (row.HasName, row.HasEmail, row.HasTelephone, row.State));
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked));
        Assert.NotNull(await _product.CaseOfAsync(made.Id));
    }

    [Fact]
    public async Task The_same_request_sent_twice_is_made_once()
    {
        var form = RequestDesk.Form();
        var both = await Task.WhenAll(_product.EnterAsync(form), _product.EnterAsync(form));
        var again = await _product.EnterAsync(form);
        Assert.All([.. both, again], made => Assert.Equal(both[0].Id, made.Id));
        Assert.True(again.WasThere);
    }

    [Fact]
    public async Task The_same_words_from_two_screens_are_made_once_where_they_name_somebody()
    {
        var first = await _product.EnterAsync(RequestDesk.Form());
        var second = await _product.EnterAsync(RequestDesk.Form());
        Assert.Equal((first.Id, true), (second.Id, second.WasThere));

        // Two silent calls of one day are two.
        var silent = new RequestForm(Guid.NewGuid(), RequestSource.Telephone, "en", "Silence");
        var silentAgain = silent with { Key = Guid.NewGuid() };
        Assert.NotEqual((await _product.EnterAsync(silent)).Id, (await _product.EnterAsync(silentAgain)).Id);
        // The next day the same words are a new request.
        _product.Time.Advance(TimeSpan.FromDays(1));
        Assert.NotEqual(first.Id, (await _product.EnterAsync(RequestDesk.Form())).Id);
    }

    [Theory]
    [InlineData("Received", RefusalCode.ReceivedInTheFuture)]
    [InlineData("Old", RefusalCode.ReceivedTooLongAgo)]
    [InlineData("Skipped", RefusalCode.ClockChange)]
    [InlineData("Email", RefusalCode.NotAnEmail)]
    [InlineData("Telephone", RefusalCode.NotATelephone)]
    [InlineData("Said", RefusalCode.Required)]
    [InlineData("Long", RefusalCode.TooLong)]
    [InlineData("TenMegabytes", RefusalCode.TooLong)]
    [InlineData("Control", RefusalCode.ControlCharacter)]
    [InlineData("Name", RefusalCode.ControlCharacter)]
    [InlineData("Language", RefusalCode.Required)]
    public async Task Bad_input_is_refused_beside_its_field_and_nothing_is_saved(string what, RefusalCode expected)
    {
        var good = RequestDesk.Form();
        var form = what switch
        {
            "Received" => good with { Received = new LocalDateTime(2026, 11, 24, 9, 1) },
            "Old" => good with { Received = new LocalDateTime(2025, 11, 1, 9, 0) },
            "Skipped" => good with { Received = new LocalDateTime(2026, 3, 29, 2, 30) },
            "Email" => good with { Email = "caller@mailbox.example\r\nBcc: other@mailbox.example" },
            "Telephone" => good with { Telephone = "ring me" },
            "Said" => good with { Said = " \n " },
            "Long" => good with { Said = new string('x', RequestChecks.LongestSaid + 1) },
            "TenMegabytes" => good with { Said = new string('x', 10 * 1024 * 1024) },
            "Control" => good with { Said = "a\u0000b" },
            "Name" => good with { Name = "a\nb" },
            _ => good with { Language = "xx" },
        };
        var refusal = (await Requests.CreateAsync(Product.Coordinator, form, Token)).Refusal;
        Assert.Equal(expected, refusal?.Code);
        Assert.NotNull(refusal!.Field);
        Assert.NotEmpty(refusal.Words);
        await using var db = _product.Open();
        Assert.Equal(0, await db.Requests.CountAsync(Token));
    }

    [Fact]
    public async Task What_was_said_may_fill_its_whole_length_in_any_script()
    {
        var said = new string('ħ', RequestChecks.LongestSaid - 2) + "\nw";
        var made = await _product.EnterAsync(RequestDesk.Form(said));
        Assert.Equal(said, (await _product.OpenedAsync(made.Id))!.Said);
        Assert.Equal(RequestChecks.LongestSaid, (await _product.OpenedAsync((await _product.EnterAsync(RequestDesk.Form(new string('語', RequestChecks.LongestSaid)))).Id))!.Said!.Length);
    }

    [Fact]
    public async Task What_is_overdue_stands_first_then_what_is_promised_soonest_and_the_decided_last()
    {
        var late = await _product.EnterAsync(RequestDesk.Form("late") with { Received = new LocalDateTime(2026, 11, 20, 10, 0) });
        var now = await _product.EnterAsync(RequestDesk.Form("now"));
        var decided = await _product.EnterAsync(RequestDesk.Form("decided") with { Received = new LocalDateTime(2026, 11, 19, 10, 0) });
        var earlier = await _product.EnterAsync(RequestDesk.Form("earlier") with { Received = new LocalDateTime(2026, 11, 23, 18, 0) });
        await _product.DecideAsync(await _product.DecisionAsync(decided.Id, RequestOutcome.Answered));

        var page = await Queue.ListAsync(Product.Coordinator, new RequestQuery(), Token);
        Assert.Equal([late.Id, earlier.Id, now.Id, decided.Id], page.Rows.Select(row => row.Id));
        Assert.Equal(new RequestCounts(3, 1, 0), await Queue.CountAsync(Product.Coordinator, Token));
        Assert.Equal([earlier.Id], (await Queue.ListAsync(Product.Coordinator, new RequestQuery(Skip: 1, Take: 1), Token)).Rows.Select(row => row.Id));
        Assert.Equal([decided.Id], (await Queue.ListAsync(Product.Coordinator, new RequestQuery(State: RequestState.Decided), Token)).Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task A_request_is_found_by_reference_and_by_whole_contacts()
    {
        var made = await _product.EnterAsync();
        await _product.EnterAsync(new RequestForm(Guid.NewGuid(), RequestSource.Chat, "pl", "other"));
        foreach (var text in new[] { "rq-26-0001", "0001", "+44 (7700) 900-801", "Canary-Caller@Mailbox.example" })
        {
            Assert.Equal([made.Id], (await Queue.ListAsync(Product.Coordinator, new RequestQuery(text), Token)).Rows.Select(row => row.Id));
        }

        Assert.Empty((await Queue.ListAsync(Product.Coordinator, new RequestQuery("+44 7700 900802"), Token)).Rows);
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked));
        Assert.Equal([made.Id], (await Queue.ListAsync(Product.Coordinator, new RequestQuery("+44 7700 900801"), Token)).Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task An_open_request_is_found_by_the_name_that_was_told_however_it_is_spelt()
    {
        var made = await _product.EnterAsync(RequestDesk.Form() with { Name = "Łucja Wzorzec" });
        await _product.EnterAsync(new RequestForm(Guid.NewGuid(), RequestSource.Chat, "pl", "Wzorzec is spoken of, and no name told"));
        foreach (var text in new[] { "lucja wzorzec", "Wzrozec", "Wzor" })
        {
            Assert.Equal([made.Id], (await Queue.ListAsync(Product.Coordinator, new RequestQuery(text), Token)).Rows.Select(row => row.Id));
        }

        await Requests.ChangeAsync(Product.Coordinator, made.Id, 1, RequestDesk.Form() with { Name = "Anna Specimen" }, Token);
        Assert.Empty((await Queue.ListAsync(Product.Coordinator, new RequestQuery("Wzorzec"), Token)).Rows);
        Assert.Equal([made.Id], (await Queue.ListAsync(Product.Coordinator, new RequestQuery("speci"), Token)).Rows.Select(row => row.Id));

        await using (var db = _product.Open())
        {
            var searches = await db.AuditEntries.Where(entry => entry.Operation == Operation.SearchClientNames).ToListAsync(Token);
            Assert.Equal(5, searches.Count);
            Assert.All(searches, entry => Assert.DoesNotContain("orzec", entry.Detail, StringComparison.OrdinalIgnoreCase));
        }

        Assert.Empty(await _product.Get<RequestNames>().FindAsync(new Actor(Guid.NewGuid(), "Delia", Role.Director), "Specimen", Token));
        await _product.Get<ClientVault>().EraseSubjectAsync(Product.TeamManager, Operation.TriageRequest, made.Id, "a test", Token);
        Assert.Empty((await Queue.ListAsync(Product.Coordinator, new RequestQuery("Specimen"), Token)).Rows);
    }

    [Fact]
    public async Task A_request_that_became_a_case_is_not_found_by_name_by_who_is_kept_out_of_it()
    {
        var made = await _product.EnterAsync(RequestDesk.Form() with { Name = "Łucja Wzorzec" });
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked) with { CallBack = true, Answer = "Canary-Answer" });
        Assert.Equal([made.Id], (await Queue.ListAsync(Product.Coordinator, new RequestQuery("Wzorzec"), Token)).Rows.Select(row => row.Id));

        await using var db = _product.Open();
        var file = await _product.CaseOfAsync(made.Id);
        db.Add(new CaseExclusion { Id = Guid.CreateVersion7(), CaseId = file.Id, AccountId = Product.Coordinator.AccountId, Reason = ExclusionReason.Neighbour, At = file.OpenedAt, ById = Product.TeamManager.AccountId, ByName = "Amira" });
        await db.SaveChangesAsync(Token);
        Assert.Empty((await Queue.ListAsync(Product.Coordinator, new RequestQuery("Wzorzec"), Token)).Rows);
        Assert.Empty(await _product.Get<RequestNames>().FindAsync(Product.Coordinator, "Wzorzec", Token));
    }

    [Fact]
    public async Task A_correction_is_matched_anew_and_never_overwrites_somebody_elses()
    {
        var made = await _product.EnterAsync();
        await using (var db = _product.Open())
        {
            await db.Requests.ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), Token);
        }

        var changed = RequestDesk.Form() with { Telephone = "+44 7700 900809", Age = RequestAge.PerhapsChild };
        Assert.Equal(2, (await Requests.ChangeAsync(Product.Coordinator, made.Id, 1, changed, Token)).Value);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Requests.ChangeAsync(Product.TeamManager, made.Id, 1, RequestDesk.Form(), Token)).Refusal?.Code);
        Assert.Equal("+44 7700 900809", (await _product.OpenedAsync(made.Id))!.Telephone);
        Assert.Single((await Queue.ListAsync(Product.Coordinator, new RequestQuery("+44 7700 900809"), Token)).Rows);
        await using var read = _product.Open();
        Assert.True((await read.Requests.SingleAsync(Token)).NeedsMatching);
    }

    [Fact]
    public async Task Screens_are_told_of_changes_here_and_on_another_server()
    {
        await using var other = await Product.StartAsync(new Dictionary<string, string?>(_product.Settings) { ["contentRoot"] = _product.Folder }, _product.Time);
        var told = 0;
        other.Get<RequestFeed>().Changed += () => told++;
        await other.Get<RequestFeed>().LookAsync(Token);
        Assert.Equal(0, told);
        var here = 0;
        _product.Get<RequestFeed>().Changed += () => here++;
        await _product.EnterAsync();
        Assert.Equal(1, here);
        await other.Get<RequestFeed>().LookAsync(Token);
        Assert.Equal(1, told);
        await other.Get<RequestFeed>().LookAsync(Token);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Who_calls_back_sees_what_to_tell_and_ends_it()
    {
        var made = await _product.EnterAsync();
        await _product.DecideAsync(await _product.DecisionAsync(made.Id, RequestOutcome.Answered) with { CallBack = true, Answer = "Canary-Answer" });
        var row = Assert.Single((await Queue.ListAsync(Product.Coordinator, new RequestQuery(ToCallBack: true), Token)).Rows);
        Assert.Equal("Canary-Answer", (await _product.OpenedAsync(made.Id, Product.Coordinator))!.Answer);
        var tried = await Requests.CallBackAsync(Product.Coordinator, row.Id, row.Version, isReached: false, Token);
        Assert.Equal(1, (await Queue.CountAsync(Product.Coordinator, Token)).ToCallBack);
        Assert.True((await Requests.CallBackAsync(Product.Coordinator, row.Id, tried.Value, isReached: true, Token)).IsDone);
        Assert.Equal(0, (await Queue.CountAsync(Product.Coordinator, Token)).ToCallBack);
        Assert.Equal(RefusalCode.NothingToDo, (await Requests.CallBackAsync(Product.Coordinator, row.Id, tried.Value + 1, isReached: true, Token)).Refusal?.Code);
    }
}
