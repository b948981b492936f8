using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.DenyList;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Cases;

public sealed class CaseFileTests : IAsyncLifetime
{
    private static readonly Actor Director = new(new Guid("00000000-0000-4000-8000-0000000000d1"), "Delia", Role.Director);
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CaseRow File => _seeded.Cases[0];

    private Instant Now => _product.Get<TimeProvider>().Now;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_director_says_why_before_the_file_opens_and_it_closes_again_after_half_an_hour()
    {
        await _product.Get<Perpetrators>().AddAsync(Product.TeamManager, File.Id, new PerpetratorForm("Canary-Perpetrator"), Token);
        Assert.Equal(RefusalCode.ReasonNeeded, (await OpenAsync(Director)).Refusal?.Code);
        Assert.Empty(await _product.Get<Perpetrators>().ListAsync(Director, File.Id, Token));

        Assert.Equal(RefusalCode.ReasonTooShort, (await StateAsync("because")).Refusal?.Code);
        Assert.True((await StateAsync("A complaint has reached the board")).IsDone);
        Assert.True((await OpenAsync(Director)).IsDone);
        Assert.Single(await _product.Get<Perpetrators>().ListAsync(Director, File.Id, Token));
        Assert.Equal(RefusalCode.ReasonNeeded, (await OpenAsync(Director, 1)).Refusal?.Code);

        _product.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(RefusalCode.ReasonNeeded, (await OpenAsync(Director)).Refusal?.Code);
    }

    [Fact]
    public async Task A_stated_reason_waits_for_the_team_manager_who_opens_its_words_and_reviews_it_once()
    {
        await StateAsync("A complaint has reached the board");
        var reasons = _product.Get<StatedReasons>();
        Assert.Equal(1, await reasons.CountAsync(Product.TeamManager, Token));
        var row = Assert.Single((await reasons.ListAsync(Product.TeamManager, 0, 25, Token)).Rows);
        Assert.Equal((File.Reference, "Delia", row.At + Duration.FromHours(72)), (row.Reference, row.AccountName, row.ReviewBy));
        Assert.Equal("A complaint has reached the board", await reasons.OpenWordsAsync(Product.TeamManager, row.Id, Token));

        Assert.True((await reasons.ReviewAsync(Product.TeamManager, row.Id, row.Version, ReasonReview.Fitting, Token)).IsDone);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await reasons.ReviewAsync(Product.TeamManager, row.Id, row.Version, ReasonReview.Questioned, Token)).Refusal?.Code);
        Assert.Equal(0, await reasons.CountAsync(Product.TeamManager, Token));
    }

    [Fact]
    public async Task Every_opening_of_a_file_stands_in_who_has_looked_and_the_desk_does_not_read_of_perpetrators()
    {
        await OpenAsync(Product.Coordinator);
        await _product.Get<CaseFiles>().OpenNameAsync(Product.Coordinator, File.Id, "to ring", Token);
        await _product.Get<Perpetrators>().AddAsync(Product.TeamManager, File.Id, new PerpetratorForm("Canary-Perpetrator"), Token);

        var looks = await _product.Get<CaseTrail>().LooksAsync(Product.TeamManager, File.Id, 0, 25, Token);
        Assert.Equal([Operation.OpenClientName, Operation.OpenCaseFile], looks.Rows.Where(row => row.ActorName == "Cora").Select(row => row.Operation));
        var desk = await _product.Get<CaseTrail>().HistoryAsync(Product.Coordinator, File.Id, 0, 25, Token);
        Assert.DoesNotContain(desk.Rows, row => row.Operation == Operation.ChangePerpetrators);
        Assert.Contains((await _product.Get<CaseTrail>().HistoryAsync(Product.TeamManager, File.Id, 0, 25, Token)).Rows, row => row.Operation == Operation.ChangePerpetrators);
    }

    [Fact]
    public async Task Why_a_case_was_closed_and_taken_up_again_is_read_in_its_history_and_the_reading_is_noted()
    {
        var (course, trail) = (_product.Get<CaseCourse>(), _product.Get<CaseTrail>());
        var version = File.Version;
        foreach (var (closing, reopening) in new[] { ("Canary-First", (string?)null), ("Canary-Second", "Canary-Again") })
        {
            version = (await course.CloseAsync(Product.TeamManager, new CaseStepForm(File.Id, version, CaseStepReason.MovedAway, closing), Token)).Value;
            version = (await course.ReopenAsync(Product.TeamManager, new CaseStepForm(File.Id, version, CaseStepReason.NewEvents, reopening), Token)).Value;
        }

        var rows = (await trail.HistoryAsync(Product.Coordinator, File.Id, 0, 25, Token)).Rows.Where(row => row.Operation is Operation.CloseCase or Operation.ReopenCase).ToList();
        Assert.Equal([true, true, false, true], rows.Select(row => row.StepId is not null));
        var words = new List<string?>();
        foreach (var row in rows.Where(row => row.StepId is not null))
        {
            words.Add(await trail.OpenStepWordsAsync(Product.Coordinator, row.StepId!.Value, Token));
        }

        Assert.Equal(["Canary-Again", "Canary-Second", "Canary-First"], words);
        Assert.Equal(3, (await trail.LooksAsync(Product.TeamManager, File.Id, 0, 25, Token)).Rows.Count(row => row.Operation == Operation.OpenStepWords && row.ActorName == "Cora"));
        Assert.Null(await trail.OpenStepWordsAsync(Director, rows[0].StepId!.Value, Token));
        Assert.Null(await trail.OpenStepWordsAsync(Product.TeamManager, Guid.NewGuid(), Token));
    }

    [Fact]
    public async Task Who_may_not_know_who_is_kept_out_does_not_learn_it_from_who_has_looked()
    {
        var cora = await AccountAsync("Cora", Role.Coordinator);
        var supervisor = new Actor(Guid.NewGuid(), "Sam", Role.Supervisor);
        await _product.Get<StatedReasons>().StateAsync(supervisor, new StatedReasonForm(File.Id, StatedReasonKind.Complaint, "A complaint has reached the board"), Token);
        var kept = _product.Get<KeptOut>();
        var made = await kept.KeepOutAsync(Product.TeamManager, new KeepOutForm(File.Id, cora.AccountId, ExclusionReason.Relative, "Canary-Exclusion"), Token);
        await kept.OpenWordsAsync(Product.TeamManager, made.Value, Token);

        Assert.Contains((await _product.Get<CaseTrail>().LooksAsync(Product.TeamManager, File.Id, 0, 25, Token)).Rows, row => row.Operation == Operation.OpenExclusionWords);
        var seen = (await _product.Get<CaseTrail>().LooksAsync(supervisor, File.Id, 0, 25, Token)).Rows;
        Assert.NotEmpty(seen);
        Assert.DoesNotContain(seen, row => row.Operation == Operation.OpenExclusionWords);
    }

    [Fact]
    public async Task A_contact_is_noted_sealed_and_opened_and_a_wrong_one_is_refused_beside_its_field()
    {
        var log = _product.Get<ContactLog>();
        var form = new ContactForm(File.Id, ContactChannel.Telephone, ContactDirection.FromThem, ContactParty.Client, Now - Duration.FromHours(1), 12, "Canary-Contact\nsecond line");
        var added = await log.AddAsync(Product.Coordinator, form, Token);
        Assert.True(added.IsDone, added.Refusal?.Words);
        Assert.Equal(12, Assert.Single((await log.ListAsync(Product.Coordinator, File.Id, 0, 25, Token)).Rows).Minutes);
        Assert.Equal("Canary-Contact\nsecond line", await log.OpenWordsAsync(Product.TeamManager, added.Value, Token));

        Assert.Equal((RefusalCode.InTheFuture, "At"), Said(await log.AddAsync(Product.Coordinator, form with { At = Now + Duration.FromHours(1) }, Token)));
        Assert.Equal((RefusalCode.TooLong, "Words"), Said(await log.AddAsync(Product.Coordinator, form with { Words = new string('x', 10_000_000) }, Token)));
        Assert.Equal((RefusalCode.NotBetween, "Minutes"), Said(await log.AddAsync(Product.Coordinator, form with { Minutes = -1 }, Token)));
        Assert.Equal((RefusalCode.Required, "Words"), Said(await log.AddAsync(Product.Coordinator, form with { Words = " " }, Token)));
        Assert.Equal((RefusalCode.NotFound, null), Said(await log.AddAsync(Product.Coordinator, form with { CaseId = Guid.NewGuid() }, Token)));
    }

    [Fact]
    public async Task Somebody_is_kept_out_by_the_team_manager_and_let_in_again_and_nobody_does_it_for_themselves()
    {
        var cora = await AccountAsync("Cora", Role.Coordinator);
        var kept = _product.Get<KeptOut>();
        Assert.Equal(RefusalCode.NotOwn, (await kept.KeepOutAsync(Product.TeamManager, new KeepOutForm(File.Id, Product.TeamManager.AccountId, ExclusionReason.Relative), Token)).Refusal?.Code);
        Assert.True((await kept.KeepOutAsync(Product.TeamManager, new KeepOutForm(File.Id, cora.AccountId, ExclusionReason.Relative, "Canary-Exclusion"), Token)).IsDone);
        Assert.Equal(RefusalCode.NothingToDo, (await kept.KeepOutAsync(Product.TeamManager, new KeepOutForm(File.Id, cora.AccountId, ExclusionReason.Relative), Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await OpenAsync(cora)).Refusal?.Code);

        var row = Assert.Single(await kept.ListAsync(Product.TeamManager, File.Id, Token));
        Assert.Equal("Canary-Exclusion", await kept.OpenWordsAsync(Product.TeamManager, row.Id, Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => kept.OpenWordsAsync(cora, row.Id, Token));
        Assert.True((await kept.LetInAsync(Product.TeamManager, row.Id, row.Version, Token)).IsDone);
        Assert.True((await OpenAsync(cora)).IsDone);
    }

    [Fact]
    public async Task A_director_keeps_the_list_of_a_case_only_while_a_team_manager_is_kept_out_of_it()
    {
        var (manager, cora) = (await AccountAsync("Mara", Role.TeamManager), await AccountAsync("Cora", Role.Coordinator));
        var kept = _product.Get<KeptOut>();
        Assert.Equal(RefusalCode.NotFound, (await kept.KeepOutAsync(Director, new KeepOutForm(File.Id, cora.AccountId, ExclusionReason.Neighbour), Token)).Refusal?.Code);
        Assert.True((await kept.KeepOutAsync(Product.TeamManager, new KeepOutForm(File.Id, manager.AccountId, ExclusionReason.Namesake), Token)).IsDone);

        Assert.True((await kept.KeepOutAsync(Director, new KeepOutForm(File.Id, cora.AccountId, ExclusionReason.Neighbour), Token)).IsDone);
        Assert.Empty(await kept.ListAsync(manager, File.Id, Token));
    }

    private static (RefusalCode?, string?) Said(Outcome<Guid> outcome) => (outcome.Refusal?.Code, outcome.Refusal?.Field);

    private Task<Outcome<CaseRow>> OpenAsync(Actor actor, int index = 0) => _product.Get<CaseFiles>().OpenFileAsync(actor, _seeded.Cases[index].Id, Token);

    private Task<Outcome<Instant>> StateAsync(string words) => _product.Get<StatedReasons>().StateAsync(Director, new StatedReasonForm(File.Id, StatedReasonKind.Complaint, words), Token);

    private async Task<Actor> AccountAsync(string name, Role roles)
    {
        await using var db = _product.Open();
        var account = new Account { Id = Guid.CreateVersion7(), UserName = $"{name}@vs.test", NormalizedUserName = $"{name}@VS.TEST".ToUpperInvariant(), DisplayName = name, Roles = roles, Language = "en", CreatedAt = Now, PasswordChangedAt = Now, SecurityStamp = "x" };
        db.Add(account);
        await db.SaveChangesAsync(Token);
        return new Actor(account.Id, name, roles);
    }
}
