using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using static VictimSupport.Tests.Risk.RiskDesk;

namespace VictimSupport.Tests.Risk;

public sealed class RiskReviewTests : IAsyncLifetime
{
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Guid CaseId => _seeded.Cases[0].Id;

    private RiskReviews Reviews => _product.Get<RiskReviews>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task Each_of_the_three_sees_the_others_opinions_only_after_giving_one()
    {
        var review = await _product.ConcernAsync(CaseId);
        await _product.GiveAsync(review, Product.TeamManager, ReviewSeat.TeamManager, ReviewDecision.Online);

        var before = (await Reviews.ReadAsync(Director, review, Token)).Value!;
        Assert.Equal("Canary-Concern", before.Concern);
        Assert.Empty(before.Opinions);
        Assert.Equal([ReviewSeat.TeamManager], before.Given);
        Assert.Equal([ReviewSeat.Director], before.MySeats);

        await _product.GiveAsync(review, Director, ReviewSeat.Director, ReviewDecision.InPerson);
        var after = (await Reviews.ReadAsync(Director, review, Token)).Value!;
        Assert.Equal([(ReviewSeat.TeamManager, "Canary-Opinion"), (ReviewSeat.Director, "Canary-Opinion")], after.Opinions.Select(opinion => (opinion.Seat, opinion.Reasons)));
        Assert.False(after.MayDecide);
    }

    [Fact]
    public async Task Nobody_sits_twice_and_nobody_takes_anothers_seat()
    {
        var review = await _product.ConcernAsync(CaseId);
        var both = new Actor(Guid.NewGuid(), "Both", Role.TeamManager | Role.Director);
        Assert.True((await _product.GiveAsync(review, both, ReviewSeat.Director, ReviewDecision.Online)).IsDone);

        Assert.Equal((RefusalCode.SeatTaken, "Seat"), Said(await _product.GiveAsync(review, both, ReviewSeat.TeamManager, ReviewDecision.Online)));
        Assert.Equal((RefusalCode.SeatTaken, "Seat"), Said(await _product.GiveAsync(review, Director, ReviewSeat.Director, ReviewDecision.Online)));
        Assert.Equal((RefusalCode.SeatTaken, "Seat"), Said(await _product.GiveAsync(review, Supervisor, ReviewSeat.TeamManager, ReviewDecision.Online)));
        Assert.Equal(RefusalCode.NotFound, (await _product.GiveAsync(review, Product.Coordinator, ReviewSeat.TeamManager, ReviewDecision.Online)).Refusal?.Code);
        await Assert.ThrowsAsync<AccessDeniedException>(() => _product.GiveAsync(review, Product.Volunteer, ReviewSeat.TeamManager, ReviewDecision.Online));
        Assert.True((await _product.GiveAsync(review, both, ReviewSeat.Director, ReviewDecision.InPerson)).IsDone);
    }

    [Fact]
    public async Task Of_two_who_take_one_seat_at_the_same_instant_one_sits()
    {
        var review = await _product.ConcernAsync(CaseId);
        var actors = Enumerable.Range(0, 6).Select(index => new Actor(Guid.NewGuid(), $"Director {index}", Role.Director)).ToList();

        var outcomes = await Task.WhenAll(actors.Select(actor => _product.GiveAsync(review, actor, ReviewSeat.Director, ReviewDecision.Online)));

        Assert.Single(outcomes, outcome => outcome.IsDone);
        await using var db = _product.Open();
        Assert.Equal(1, await db.ReviewOpinions.CountAsync(row => row.ReviewId == review, Token));
    }

    [Fact]
    public async Task Online_needs_all_three_and_whatever_condition_one_of_them_asked_for()
    {
        var review = await _product.ConcernAsync(CaseId);
        await _product.GiveAsync(review, Product.TeamManager, ReviewSeat.TeamManager, ReviewDecision.Online);
        await _product.GiveAsync(review, Director, ReviewSeat.Director, ReviewDecision.Hybrid, ReviewConditions.LocationEachTime);
        Assert.Equal((RefusalCode.OpinionsMissing, "Decision"), Said(await _product.DecideAsync(review, ReviewDecision.Online)));
        await _product.GiveAsync(review, Supervisor, ReviewSeat.Supervisor, ReviewDecision.InPerson);
        Assert.Equal((RefusalCode.NotClearedByAll, "Decision"), Said(await _product.DecideAsync(review, ReviewDecision.Hybrid, ReviewConditions.LocationEachTime)));

        // After the talk one changes the opinion; the first one stays to be read.
        await _product.GiveAsync(review, Supervisor, ReviewSeat.Supervisor, ReviewDecision.Online);
        Assert.Equal((RefusalCode.ConditionsLeftOut, "Conditions"), Said(await _product.DecideAsync(review, ReviewDecision.Online)));
        Assert.True((await _product.DecideAsync(review, ReviewDecision.Online, ReviewConditions.LocationEachTime | ReviewConditions.CodeWordEachTime)).IsDone);

        var opened = (await Reviews.ReadAsync(Product.TeamManager, review, Token)).Value!;
        Assert.Equal(4, opened.Opinions.Count);
        Assert.Equal([false, true], opened.Opinions.Where(opinion => opinion.Seat == ReviewSeat.Supervisor).Select(opinion => opinion.IsCurrent));
        Assert.Equal(("Canary-Decision", "Canary-Conditions", "Delia"), (opened.Reasons, opened.OtherConditions, opened.Review.DecidedByName));
        Assert.Equal(RefusalCode.AlreadyDecided, (await _product.GiveAsync(review, Supervisor, ReviewSeat.Supervisor, ReviewDecision.NotNow)).Refusal?.Code);
    }

    [Fact]
    public async Task Whatever_becomes_known_meanwhile_has_to_be_looked_at_by_all_three()
    {
        var review = await _product.ConcernAsync(CaseId);
        var seen = (await _product.RiskAsync(CaseId)).Version;
        foreach (var (actor, seat) in Three)
        {
            await _product.GiveAsync(review, actor, seat, ReviewDecision.Online);
        }

        await _product.ScreenAsync(CaseId, ("weapon", ScreeningAnswer.Yes));

        Assert.Equal((RefusalCode.OpinionsMissing, "Decision"), Said(await _product.DecideAsync(review, ReviewDecision.Online)));
        var stale = await _product.Get<ReviewDecisions>().GiveAsync(Director, new OpinionForm(review, ReviewSeat.Director, seen, ReviewDecision.Online, ReviewConditions.None, "As before"), Token);
        Assert.Equal(RefusalCode.ChangedMeanwhile, stale.Refusal?.Code);

        var next = await _product.ConcernAsync(CaseId);
        Assert.NotEqual(review, next);
        Assert.Equal(RefusalCode.AlreadyDecided, (await _product.GiveAsync(review, Director, ReviewSeat.Director, ReviewDecision.Online)).Refusal?.Code);
        await _product.ClearAsync(next);
    }

    [Fact]
    public async Task A_decision_has_days_reasons_and_goes_by_the_state_that_was_seen()
    {
        var review = await _product.ConcernAsync(CaseId);
        foreach (var (actor, seat) in Three)
        {
            await _product.GiveAsync(review, actor, seat, ReviewDecision.InPerson);
        }

        var today = new LocalDate(2026, 11, 24);
        var form = new ReviewDecisionForm(review, 4, ReviewDecision.InPerson, ReviewConditions.None, null, "Reasons", today.PlusDays(30), today.PlusDays(20));
        var decisions = _product.Get<ReviewDecisions>();
        Assert.Equal((RefusalCode.Required, "Reasons"), Said(await decisions.DecideAsync(Director, form with { Reasons = " " }, Token)));
        Assert.Equal((RefusalCode.NotADecisionDay, "ValidUntil"), Said(await decisions.DecideAsync(Director, form with { ValidUntil = today }, Token)));
        Assert.Equal((RefusalCode.NotADecisionDay, "ValidUntil"), Said(await decisions.DecideAsync(Director, form with { ValidUntil = today.PlusDays(400) }, Token)));
        Assert.Equal((RefusalCode.NotAReviewDay, "NextReviewOn"), Said(await decisions.DecideAsync(Director, form with { NextReviewOn = today.PlusDays(31) }, Token)));
        Assert.Equal((RefusalCode.ChangedMeanwhile, null), Said(await decisions.DecideAsync(Director, form with { Version = 3 }, Token)));
        Assert.Equal(RefusalCode.SeatTaken, (await decisions.DecideAsync(new Actor(Guid.NewGuid(), "Another", Role.Director), form, Token)).Refusal?.Code);
        Assert.True((await decisions.DecideAsync(Director, form, Token)).IsDone);
    }

    [Fact]
    public async Task A_deputy_sits_for_the_days_named_and_a_role_taken_away_counts_no_more()
    {
        var account = await AccountAsync("Theo", Role.Therapist);
        var theo = new Actor(account, "Theo", Role.Therapist);
        var review = await _product.ConcernAsync(CaseId);
        Assert.Equal(RefusalCode.NotFound, (await Reviews.ReadAsync(theo, review, Token)).Refusal?.Code);

        var seats = _product.Get<ReviewSeats>();
        var today = new LocalDate(2026, 11, 24);
        Assert.Equal((RefusalCode.EndBeforeStart, "Until"), Said(await seats.NameAsync(Director, new DeputyForm(ReviewSeat.Supervisor, account, today.PlusDays(3), today), Token)));
        Assert.Equal((RefusalCode.Required, "AccountId"), Said(await seats.NameAsync(Director, new DeputyForm(ReviewSeat.Supervisor, Guid.NewGuid(), today, today), Token)));
        var named = await seats.NameAsync(Director, new DeputyForm(ReviewSeat.Supervisor, account, today, today.PlusDays(7)), Token);
        Assert.True(named.IsDone, named.Refusal?.Words);

        Assert.Equal([ReviewSeat.Supervisor], (await Reviews.ReadAsync(theo, review, Token)).Value!.MySeats);
        Assert.True((await _product.GiveAsync(review, theo, ReviewSeat.Supervisor, ReviewDecision.Online)).IsDone);

        await using (var db = _product.Open())
        {
            await db.Accounts.Where(row => row.Id == account).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, false), Token);
        }

        // Within the four seconds for which the guard still knows the account as active: the seat itself is asked of the database.
        Assert.Equal(RefusalCode.NotFound, (await _product.GiveAsync(review, theo, ReviewSeat.Supervisor, ReviewDecision.InPerson)).Refusal?.Code);
        await seats.EndAsync(Director, named.Value, Token);
        Assert.Empty(await seats.DeputiesAsync(Director, Token));
    }

    [Fact]
    public async Task Reviews_wait_for_whoever_has_not_spoken_and_are_hidden_from_those_kept_out()
    {
        var review = await _product.ConcernAsync(CaseId);
        Assert.Equal(1, await Reviews.CountAsync(Director, Token));
        await _product.GiveAsync(review, Director, ReviewSeat.Director, ReviewDecision.Online);
        Assert.Equal(0, await Reviews.CountAsync(Director, Token));
        Assert.Equal(0, await Reviews.CountAsync(Product.Coordinator, Token));

        await using (var db = _product.Open())
        {
            db.CaseExclusions.Add(new CaseExclusion { Id = Guid.CreateVersion7(), CaseId = CaseId, AccountId = Supervisor.AccountId, Reason = ExclusionReason.Relative, At = _seeded.Cases[0].OpenedAt, ById = Product.TeamManager.AccountId, ByName = "Amira" });
            await db.SaveChangesAsync(Token);
        }

        Assert.Equal(0, (await Reviews.ListAsync(Supervisor, false, 0, 10, Token)).Total);
        Assert.Equal(RefusalCode.NotFound, (await Reviews.ReadAsync(Supervisor, review, Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await _product.GiveAsync(review, Supervisor, ReviewSeat.Supervisor, ReviewDecision.Online)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await Reviews.RaiseAsync(Supervisor, CaseId, "Canary", Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_decision_is_due_two_weeks_before_its_day_and_overdue_after_it()
    {
        var review = await _product.ConcernAsync(CaseId);
        await _product.ClearAsync(review, until: new LocalDate(2026, 12, 12));
        Assert.Equal([(CaseId, false)], (await Reviews.DueAsync(Product.TeamManager, 0, 10, Token)).Rows.Select(row => (row.CaseId, row.IsOverdue)));

        _product.Time.Advance(TimeSpan.FromDays(20));
        Assert.True(Assert.Single((await Reviews.DueAsync(Product.TeamManager, 0, 10, Token)).Rows).IsOverdue);

        Assert.True((await Reviews.OpenDueAsync(Product.TeamManager, CaseId, Token)).IsDone);
        Assert.Equal(0, (await Reviews.DueAsync(Product.TeamManager, 0, 10, Token)).Total);
        Assert.Equal(RefusalCode.NothingToDo, (await Reviews.OpenDueAsync(Product.TeamManager, CaseId, Token)).Refusal?.Code);
    }

    private static (RefusalCode?, string?) Said<T>(Outcome<T> outcome) => (outcome.Refusal?.Code, outcome.Refusal?.Field);

    private async Task<Guid> AccountAsync(string name, Role roles)
    {
        await using var db = _product.Open();
        var account = new Account
        {
            Id = Guid.CreateVersion7(), DisplayName = name, Roles = roles, Language = "en", CreatedAt = Product.At(2026, 1, 1, 8), UserName = $"{name}@vs.test", NormalizedUserName = $"{name}@VS.TEST".ToUpperInvariant(),
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        db.Accounts.Add(account);
        await db.SaveChangesAsync(Token);
        return account.Id;
    }
}
