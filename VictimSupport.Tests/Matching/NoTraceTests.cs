using System.Globalization;
using System.Text;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Matching;

/// <summary>For everybody but those who decide it, all that Core answers is the same with a match and without.</summary>
public sealed class NoTraceTests
{
    private static readonly Role[] Others = [Role.Coordinator, Role.Supervisor, Role.Director, Role.Therapist, Role.Volunteer, Role.ItSupport, Role.Administrator];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_match_and_no_match_are_told_apart_by_nobody_else()
    {
        var with = await AnswersAsync("Canary Wzorzec", 2);
        var without = await AnswersAsync("Quite Otherwise", 0);

        Assert.Contains("VS-26-0002", with, StringComparison.Ordinal);
        Assert.Contains("denied", with, StringComparison.Ordinal);
        Assert.Equal(without, with);
    }

    [Fact]
    public async Task A_request_that_is_held_says_the_words_of_every_hold()
    {
        await using var product = await StartAsync("Canary Wzorzec");
        await using var db = product.Open();
        var request = db.Requests.Single();

        var refusal = await MatchHolds.CheckRequestAsync(db, request.Id, default, Token);

        Assert.Equal("The Team Manager has to decide something first. Ask the Team Manager, or try again later.", refusal?.Describe(CultureInfo.GetCultureInfo("en")));
        Assert.Null(refusal?.Field);
        Assert.Empty(refusal!.Arguments);
    }

    private static async Task<Product> StartAsync(string name)
    {
        var product = await Product.StartAsync();
        await using (var db = product.Open())
        {
            db.Add(new Account
            {
                Id = Product.TeamManager.AccountId, UserName = "amira@vs.test", NormalizedUserName = "AMIRA@VS.TEST", DisplayName = "Amira", Roles = Role.TeamManager, Language = "en",
                CreatedAt = NodaTime.Instant.FromDateTimeOffset(product.Time.GetUtcNow()), SecurityStamp = "stamp",
            });
            await db.SaveChangesAsync(Token);
        }

        var cases = product.Get<CaseFiles>();
        var own = await cases.CreateAsync(Product.TeamManager, new CaseForm("Somebody Else", "en", SupportMode.Online, null, new SafeContactForm()), Token);
        await product.Get<Perpetrators>().AddAsync(Product.TeamManager, own.Value!.Id, new PerpetratorForm("Kanary Wzorzec"), Token);
        await cases.CreateAsync(Product.TeamManager, new CaseForm(name, "en", SupportMode.Online, null, new SafeContactForm(Telephone: "+44 7700 900411")), Token);
        await product.Get<SupportRequests>().CreateAsync(Product.Coordinator, new RequestForm(Guid.NewGuid(), RequestSource.Telephone, "en", "Asks for support", name, null, "+44 7700 900412"), Token);
        await product.CompareAsync();

        return product;
    }

    private static async Task<string> AnswersAsync(string name, int matches)
    {
        await using var product = await StartAsync(name);
        Assert.Equal(matches, await product.Get<Matches>().CountAsync(Product.TeamManager, Token));
        var ids = (await product.Get<CaseFiles>().ListAsync(Product.TeamManager, new CaseQuery(), Token)).Rows.OrderBy(row => row.Reference).Select(row => row.Id).ToList();
        var answers = new StringBuilder();
        foreach (var role in Others)
        {
            var actor = new Actor(Guid.NewGuid(), "Somebody", role);
            answers.AppendLine(CultureInfo.InvariantCulture, $"{role}");
            await AddAsync(answers, "cases", async () => (await product.Get<CaseFiles>().ListAsync(actor, new CaseQuery(), Token)).Rows.Select(row => (row with { Id = default }).ToString()));
            await AddAsync(answers, "requests", async () => (await product.Get<RequestQueue>().ListAsync(actor, new RequestQuery(), Token)).Rows.Select(row => (row with { Id = default }).ToString()));
            await AddAsync(answers, "request counts", async () => [(await product.Get<RequestQueue>().CountAsync(actor, Token)).ToString()]);
            foreach (var id in ids)
            {
                await AddAsync(answers, "case", async () => [((await product.Get<CaseFiles>().ReadAsync(actor, id, Token))! with { Id = default }).ToString()]);
                await AddAsync(answers, "people", async () => (await product.Get<CasePeople>().ListAsync(actor, id, Token)).Select(row => (row with { Id = default, CaseId = default }).ToString()));
            }

            await AddAsync(answers, "decisions", async () => (await product.Get<Matches>().ListAsync(actor, Token)).Select(row => row.ToString()));
            await AddAsync(answers, "count", async () => [$"{await product.Get<Matches>().CountAsync(actor, Token)}"]);
            await AddAsync(answers, "open", async () => [$"{await product.Get<Matches>().OpenAsync(actor, MatchId(product), "test", Token)}"]);
            await AddAsync(answers, "decide", async () => [$"{(await product.Get<Matches>().DecideAsync(actor, MatchId(product), 1, MatchAnswer.NotTheSame, "because", Token)).Refusal}"]);
        }

        return answers.ToString();
    }

    private static Guid MatchId(Product product)
    {
        using var db = product.Open();
        return db.PerpetratorMatches.Select(match => match.Id).FirstOrDefault();
    }

    private static async Task AddAsync(StringBuilder answers, string what, Func<Task<IEnumerable<string>>> ask)
    {
        try
        {
            answers.AppendLine(CultureInfo.InvariantCulture, $"  {what}: {string.Join("; ", await ask())}");
        }
        catch (AccessDeniedException denied)
        {
            answers.AppendLine(CultureInfo.InvariantCulture, $"  {what}: denied {denied.Operation}");
        }
    }
}
