using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Risk;

/// <summary>What tests of risk do again and again.</summary>
internal static class RiskDesk
{
    public static Actor Director { get; } = new(new Guid("00000000-0000-4000-8000-0000000000d1"), "Delia", Role.Director);

    public static Actor Supervisor { get; } = new(new Guid("00000000-0000-4000-8000-0000000000d2"), "Sandro", Role.Supervisor);

    public static IReadOnlyList<(Actor Actor, ReviewSeat Seat)> Three { get; } =
        [(Product.TeamManager, ReviewSeat.TeamManager), (Director, ReviewSeat.Director), (Supervisor, ReviewSeat.Supervisor)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every question answered no (and the one about a private place yes), except as given.</summary>
    public static Dictionary<string, ScreeningAnswer> Answers(params (string Question, ScreeningAnswer Answer)[] except)
    {
        var answers = ScreeningForm.Default.Asked.ToDictionary(question => question.Key, question => question.Key == "private-place" ? ScreeningAnswer.Yes : ScreeningAnswer.No);
        foreach (var (question, answer) in except)
        {
            answers[question] = answer;
        }

        return answers;
    }

    public static Task<Outcome<ScreeningResult>> ScreenAsync(this Product product, Guid caseId, params (string Question, ScreeningAnswer Answer)[] except) =>
        product.Get<Screenings>().RecordAsync(Product.TeamManager, new ScreeningRecord(caseId, 1, Answers(except)), Token);

    public static async Task<CaseRisk> RiskAsync(this Product product, Guid caseId)
    {
        await using var db = product.Open();
        return await db.CaseRisks.AsNoTracking().SingleAsync(row => row.CaseId == caseId, Token);
    }

    public static async Task<Guid> ConcernAsync(this Product product, Guid caseId, Actor? actor = null)
    {
        var raised = await product.Get<RiskReviews>().RaiseAsync(actor ?? Product.Volunteer, caseId, "Canary-Concern", Token);
        Assert.True(raised.IsDone, raised.Refusal?.Words);
        return raised.Value;
    }

    public static async Task<Outcome<int>> GiveAsync(this Product product, Guid reviewId, Actor actor, ReviewSeat seat, ReviewDecision decision, ReviewConditions conditions = ReviewConditions.None)
    {
        Guid caseId;
        await using (var db = product.Open())
        {
            caseId = await db.RiskReviews.Where(row => row.Id == reviewId).Select(row => row.CaseId).SingleAsync(Token);
        }

        var version = (await product.RiskAsync(caseId)).Version;
        return await product.Get<ReviewDecisions>().GiveAsync(actor, new OpinionForm(reviewId, seat, version, decision, conditions, "Canary-Opinion"), Token);
    }

    public static async Task<Outcome<int>> DecideAsync(this Product product, Guid reviewId, ReviewDecision decision, ReviewConditions conditions = ReviewConditions.None, LocalDate? until = null, Actor? actor = null)
    {
        int version;
        await using (var db = product.Open())
        {
            version = await db.RiskReviews.Where(row => row.Id == reviewId).Select(row => row.Version).SingleAsync(Token);
        }

        var last = until ?? new LocalDate(2027, 2, 1);
        var form = new ReviewDecisionForm(reviewId, version, decision, conditions, "Canary-Conditions", "Canary-Decision", last, last.PlusDays(-7));
        return await product.Get<ReviewDecisions>().DecideAsync(actor ?? Director, form, Token);
    }

    /// <summary>All three say the same and it is decided so.</summary>
    public static async Task ClearAsync(this Product product, Guid reviewId, ReviewDecision decision = ReviewDecision.Online, ReviewConditions conditions = ReviewConditions.None, LocalDate? until = null)
    {
        foreach (var (actor, seat) in Three)
        {
            var given = await product.GiveAsync(reviewId, actor, seat, decision, conditions);
            Assert.True(given.IsDone, given.Refusal?.Words);
        }

        var decided = await product.DecideAsync(reviewId, decision, conditions, until);
        Assert.True(decided.IsDone, decided.Refusal?.Words);
    }
}
