using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Requests;

namespace VictimSupport.Tests.Matching;

/// <summary>Recorded perpetrators against clients and people beside clients: what is found, who decides it, and what it holds.</summary>
public sealed class MatchesTests : IAsyncLifetime
{
    private static readonly Actor Director = new(new Guid("00000000-0000-4000-8000-0000000000d1"), "Delia", Role.Director);
    private static readonly Actor Supervisor = new(new Guid("00000000-0000-4000-8000-0000000000d2"), "Sam", Role.Supervisor);

    private Product _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Matches Matches => _product.Get<Matches>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        await using var db = _product.Open();
        foreach (var actor in new[] { Product.TeamManager, Director, Supervisor })
        {
            db.Add(new Account { Id = actor.AccountId, UserName = $"{actor.Name}@vs.test", NormalizedUserName = $"{actor.Name}@VS.TEST".ToUpperInvariant(), DisplayName = actor.Name, Roles = actor.Roles, Language = "en", CreatedAt = NodaTime.Instant.FromDateTimeOffset(_product.Time.GetUtcNow()), SecurityStamp = "stamp" });
        }

        await db.SaveChangesAsync(Token);
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_client_who_is_recorded_as_a_perpetrator_elsewhere_is_found_whichever_came_first()
    {
        var first = await CaseAsync("Canary Wzorzec", telephone: "+44 7700 900401");
        var second = await CaseAsync("Somebody Else");
        await CompareAsync();
        Assert.Equal(0, await Matches.CountAsync(Product.TeamManager, Token));

        await PerpetratorAsync(second, new PerpetratorForm(Telephone: "0044 7700 900 401"));
        await CompareAsync();
        var row = Assert.Single(await Matches.ListAsync(Product.TeamManager, Token));
        Assert.Equal((first, second, MatchGrounds.Telephone, MatchParty.Client), (row.PartyId, row.PerpetratorCaseId, row.Grounds, row.Party));

        await CaseAsync("Wzorzec Kanary", telephone: "+44 7700 900401");
        await CompareAsync();
        Assert.Equal(2, await Matches.CountAsync(Product.TeamManager, Token));
    }

    [Fact]
    public async Task Names_are_found_however_they_are_spelt_and_half_a_name_only_with_the_same_address()
    {
        var own = await CaseAsync("Somebody Else");
        await PerpetratorAsync(own, new PerpetratorForm("Ġużeppi Eżempju", Address: "27, Triq il-Ħolma, Nowhereville"));
        await CaseAsync("EZEMPJU Joseph");
        var half = await CaseAsync("Ġużeppi Marriedname");
        await CaseAsync("Joseph Otherperson");
        await CompareAsync();
        Assert.Equal([MatchGrounds.Name], (await Matches.ListAsync(Product.TeamManager, Token)).Select(row => row.Grounds));

        await _product.Get<ClientRecord>().ChangeAsync(Product.TeamManager, half, new ClientDetails("27 Triq il-Holma Nowhereville", null, 0), Token);
        await CompareAsync();
        Assert.Equal([MatchGrounds.Name, MatchGrounds.Name | MatchGrounds.Address], (await Matches.ListAsync(Product.TeamManager, Token)).Select(row => row.Grounds));
    }

    [Fact]
    public async Task A_couple_in_one_case_is_no_match_but_one_identity_number_for_both_is()
    {
        var own = await CaseAsync("Maria Eżempju", telephone: "+44 7700 900402");
        await PerpetratorAsync(own, new PerpetratorForm("Mario Ezempju", "0333444M", Telephone: "+44 7700 900402"));
        await CompareAsync();
        Assert.Equal(0, await Matches.CountAsync(Product.TeamManager, Token));

        await _product.Get<ClientRecord>().ChangeAsync(Product.TeamManager, own, new ClientDetails(null, "333444 m", 0), Token);
        await CompareAsync();
        Assert.Equal(MatchGrounds.IdentityNumber, Assert.Single(await Matches.ListAsync(Product.TeamManager, Token)).Grounds);
    }

    [Fact]
    public async Task A_guardian_who_is_the_perpetrator_of_the_case_is_found_until_it_is_recorded_that_nobody_may_contact_them()
    {
        var own = await CaseAsync("A Child");
        await PerpetratorAsync(own, new PerpetratorForm("Ċensu Eżempju"));
        var people = _product.Get<CasePeople>();
        var form = new CasePersonForm("Vincent Ezempju", PersonKind.Guardian, true, "+44 7700 900403");
        var guardian = (await people.AddAsync(Product.TeamManager, own, form, Token)).Value;
        await CompareAsync();
        Assert.Equal(MatchParty.Person, Assert.Single(await Matches.ListAsync(Product.TeamManager, Token)).Party);

        await people.ChangeAsync(Product.TeamManager, guardian, 1, form with { MustNotBeContacted = true }, Token);
        await CompareAsync();
        Assert.Empty(await Matches.ListAsync(Product.TeamManager, Token));
    }

    [Fact]
    public async Task A_decided_pair_is_asked_again_only_when_what_was_compared_changed()
    {
        var (row, _, perpetrator) = await MatchedAsync();
        Assert.Equal(RefusalCode.Required, (await Matches.DecideAsync(Product.TeamManager, row.Id, row.Version, MatchAnswer.NotTheSame, " ", Token)).Refusal?.Code);
        Assert.True((await Matches.DecideAsync(Product.TeamManager, row.Id, row.Version, MatchAnswer.NotTheSame, "Canary-Reason", Token)).IsDone);
        Assert.Equal(RefusalCode.AlreadyDecided, (await Matches.DecideAsync(Product.TeamManager, row.Id, row.Version, MatchAnswer.SamePerson, "x", Token)).Refusal?.Code);

        var opened = await _product.Get<Perpetrators>().OpenAsync(Product.TeamManager, perpetrator, "test", Token);
        await _product.Get<Perpetrators>().ChangeAsync(Product.TeamManager, perpetrator, 1, opened!.Form with { Notes = "more" }, Token);
        await CompareAsync();
        Assert.Equal(0, await Matches.CountAsync(Product.TeamManager, Token));

        await _product.Get<Perpetrators>().ChangeAsync(Product.TeamManager, perpetrator, 2, opened.Form with { Telephone = "+44 7700 900404" }, Token);
        await CompareAsync();
        var again = Assert.Single(await Matches.ListAsync(Product.TeamManager, Token));
        Assert.Equal(MatchGrounds.Name | MatchGrounds.Telephone, again.Grounds);
        var both = await Matches.OpenAsync(Product.TeamManager, again.Id, "test", Token);
        Assert.Equal(("Canary Wzorzec", "Kanary Wzorzec"), (both!.Other.Name, both.Perpetrator.Name));
        Assert.Equal([(MatchAnswer.NotTheSame, "Canary-Reason")], both.Answers.Select(answer => (answer.Answer, answer.Reason!)));
    }

    [Fact]
    public async Task What_was_put_right_needs_no_decision_and_a_record_taken_away_takes_its_match_along()
    {
        var (_, _, perpetrator) = await MatchedAsync();
        await _product.Get<Perpetrators>().ChangeAsync(Product.TeamManager, perpetrator, 1, new PerpetratorForm("Quite Different"), Token);
        await CompareAsync();
        Assert.Equal(0, await Matches.CountAsync(Product.TeamManager, Token));

        await _product.Get<Perpetrators>().ChangeAsync(Product.TeamManager, perpetrator, 2, new PerpetratorForm("Canary Wzorzec"), Token);
        await CompareAsync();
        Assert.Equal(1, await Matches.CountAsync(Product.TeamManager, Token));
        Assert.True((await _product.Get<Perpetrators>().RemoveAsync(Product.TeamManager, perpetrator, 3, RemovalReason.RecordedByMistake, Token)).IsDone);
        Assert.Equal(0, await Matches.CountAsync(Product.TeamManager, Token));
    }

    [Fact]
    public async Task Both_cases_stay_closed_until_it_is_decided_in_words_that_tell_nothing()
    {
        var (row, client, _) = await MatchedAsync();
        foreach (var id in new[] { client, row.PerpetratorCaseId })
        {
            await using var db = _product.Open();
            Assert.Equal(RefusalCode.DecisionFirst, (await MatchHolds.CheckCaseAsync(db, id, default, Token))?.Code);
        }

        Assert.True((await Matches.DecideAsync(Product.TeamManager, row.Id, row.Version, MatchAnswer.CannotTellYet, "Ask for a document", Token)).IsDone);
        await using (var db = _product.Open())
        {
            Assert.NotNull(await MatchHolds.CheckCaseAsync(db, client, default, Token));
        }

        Assert.True((await Matches.DecideAsync(Product.TeamManager, row.Id, row.Version + 1, MatchAnswer.NotTheSame, "Another birthday", Token)).IsDone);
        await using var after = _product.Open();
        Assert.Null(await MatchHolds.CheckCaseAsync(after, client, default, Token));
    }

    [Fact]
    public async Task The_director_decides_only_where_every_team_manager_is_kept_out_and_then_a_supervisor()
    {
        var (row, client, _) = await MatchedAsync();
        Assert.Empty(await Matches.ListAsync(Director, Token));
        Assert.Null(await Matches.OpenAsync(Director, row.Id, "test", Token));
        Assert.Equal(RefusalCode.NotFound, (await Matches.DecideAsync(Director, row.Id, row.Version, MatchAnswer.NotTheSame, "x", Token)).Refusal?.Code);

        await KeepOutAsync(client, Product.TeamManager);
        Assert.Empty(await Matches.ListAsync(Product.TeamManager, Token));
        Assert.Null(await Matches.OpenAsync(Product.TeamManager, row.Id, "test", Token));
        Assert.Single(await Matches.ListAsync(Director, Token));
        Assert.Empty(await Matches.ListAsync(Supervisor, Token));

        await KeepOutAsync(row.PerpetratorCaseId, Director);
        Assert.Empty(await Matches.ListAsync(Director, Token));
        Assert.Single(await Matches.ListAsync(Supervisor, Token));
        Assert.True((await Matches.DecideAsync(Supervisor, row.Id, row.Version, MatchAnswer.NotTheSame, "x", Token)).IsDone);
    }

    [Fact]
    public async Task Opening_a_match_is_audited_for_both_sides_before_anything_is_read()
    {
        var (row, client, perpetrator) = await MatchedAsync();
        await Matches.OpenAsync(Product.TeamManager, row.Id, "test", Token);

        await using var db = _product.Open();
        var subjects = await db.AuditEntries.Where(entry => entry.Operation == Operation.OpenMatch && entry.Outcome == AuditOutcome.Done).Select(entry => entry.SubjectId).ToListAsync(Token);
        Assert.Equal([client, perpetrator], subjects.Select(id => id!.Value).Order());
    }

    [Fact]
    public async Task A_change_in_the_moment_of_the_comparison_is_compared_again()
    {
        var own = await CaseAsync("Somebody Else");
        var id = await PerpetratorAsync(own, new PerpetratorForm("Canary Wzorzec"));
        await CompareAsync();
        await using var db = _product.Open();
        await db.Perpetrators.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, true), Token);
        var older = new MatchMark { Id = id, Stamp = 0 };

        Assert.Equal(0, await older.ClearAsync(db, Token));
        Assert.True(await db.Perpetrators.AnyAsync(row => row.Id == id && row.NeedsMatching, Token));
    }

    [Fact]
    public async Task Nobody_opens_a_case_or_decides_a_request_quicker_than_it_is_compared()
    {
        var client = await CaseAsync("Canary Wzorzec");
        var made = await _product.EnterAsync(RequestDesk.Form() with { Name = "Nobody Alike" });
        var intake = (await _product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked)) with { Version = 2 };
        await CheckAsync(null, null);

        var form = RequestDesk.Form() with { Name = "Nobody Alike", Telephone = "+44 7700 900499" };
        Assert.True((await _product.Get<SupportRequests>().ChangeAsync(Product.Coordinator, made.Id, 1, form, Token)).IsDone);
        await PerpetratorAsync(client, new PerpetratorForm("Kanary Otherwise"));
        await CheckAsync(RefusalCode.DecisionFirst, RefusalCode.DecisionFirst);
        var triage = _product.Get<RequestTriage>();
        Assert.Equal(RefusalCode.DecisionFirst, (await triage.DecideAsync(Product.TeamManager, intake, Token)).Refusal?.Code);

        await CompareAsync();
        await CheckAsync(null, null);
        Assert.True((await triage.DecideAsync(Product.TeamManager, intake, Token)).IsDone);

        async Task CheckAsync(RefusalCode? file, RefusalCode? request)
        {
            await using var db = _product.Open();
            Assert.Equal((file, request), ((await MatchHolds.CheckCaseAsync(db, client, default, Token))?.Code, (await MatchHolds.CheckRequestAsync(db, made.Id, default, Token))?.Code));
        }
    }

    [Fact]
    public async Task A_match_that_could_not_be_written_is_found_at_the_next_look_and_no_log_tells_of_it()
    {
        Assert.SkipWhen(PostgresServer.IsAskedFor, "The refusal is written in SQLite's words");
        using var log = new CapturedLog();
        await using var product = await Product.StartAsync(more: services => services.AddSingleton<ILoggerProvider>(log));
        var cases = product.Get<CaseFiles>();
        await cases.CreateAsync(Product.TeamManager, new CaseForm("Canary Wzorzec", "en", SupportMode.Online, null, new SafeContactForm()), Token);
        var own = await cases.CreateAsync(Product.TeamManager, new CaseForm("Somebody Else", "en", SupportMode.Online, null, new SafeContactForm()), Token);
        await product.Get<Perpetrators>().AddAsync(Product.TeamManager, own.Value!.Id, new PerpetratorForm("Kanary Wzorzec"), Token);
        await using var db = product.Open();
        await db.Database.ExecuteSqlAsync($"CREATE TRIGGER Refused BEFORE INSERT ON PerpetratorMatches BEGIN SELECT RAISE(ABORT, 'refused'); END", Token);
        var before = log.Lines.Count;

        await product.Get<PerpetratorMatching>().CompareAsync(Token);

        Assert.DoesNotContain(log.Lines.Skip(before), line => !line.StartsWith("Debug", StringComparison.Ordinal) && !line.StartsWith("Trace", StringComparison.Ordinal) && !line.Contains("Executed DbCommand", StringComparison.Ordinal));
        await db.Database.ExecuteSqlAsync($"DROP TRIGGER Refused", Token);
        await product.Get<PerpetratorMatching>().CompareAsync(Token);
        Assert.Equal(1, await db.PerpetratorMatches.CountAsync(Token));
    }

    private async Task<(MatchRow Row, Guid Client, Guid Perpetrator)> MatchedAsync()
    {
        var client = await CaseAsync("Canary Wzorzec", telephone: "+44 7700 900404");
        var perpetrator = await PerpetratorAsync(await CaseAsync("Somebody Else"), new PerpetratorForm("Kanary Wzorzec"));
        await CompareAsync();
        return (Assert.Single(await Matches.ListAsync(Product.TeamManager, Token)), client, perpetrator);
    }

    private async Task CompareAsync()
    {
        await _product.CompareAsync();
        await using var db = _product.Open();
        Assert.False(await db.Cases.AnyAsync(row => row.NeedsMatching, Token) || await db.Perpetrators.AnyAsync(row => row.NeedsMatching, Token) || await db.CasePeople.AnyAsync(row => row.NeedsMatching, Token));
    }

    private async Task<Guid> CaseAsync(string name, string? telephone = null)
    {
        var made = await _product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm(name, "en", SupportMode.Online, null, new SafeContactForm(Telephone: telephone)), Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
        return made.Value.Id;
    }

    private async Task<Guid> PerpetratorAsync(Guid caseId, PerpetratorForm form)
    {
        var made = await _product.Get<Perpetrators>().AddAsync(Product.TeamManager, caseId, form, Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
        return made.Value;
    }

    private async Task KeepOutAsync(Guid caseId, Actor actor)
    {
        await using var db = _product.Open();
        db.Add(new CaseExclusion { Id = Guid.CreateVersion7(), CaseId = caseId, AccountId = actor.AccountId, Reason = ExclusionReason.Relative, At = NodaTime.Instant.FromDateTimeOffset(_product.Time.GetUtcNow()), ById = Guid.NewGuid(), ByName = "Test" });
        await db.SaveChangesAsync(Token);
    }
}
