using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Requests;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Matching;

/// <summary>Seeded pairs by the real way, from the request entered to the match; recall and false alarms are printed.</summary>
public sealed class MatchRecallTests(ITestOutputHelper output)
{
    private const int Pairs = 500;
    private const int OtherRequests = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Perpetrators_who_ask_for_support_are_found_and_ordinary_requests_are_not_stopped()
    {
        await using var product = await Product.StartAsync();
        var random = new Random(20261127);
        var people = SpoiltNames.People(random).Take(Pairs).ToList();
        var perpetrators = await RecordAsync(product, people);
        var asking = new List<Guid>();
        for (var index = 0; index < Pairs; index++)
        {
            var (name, telephone, email) = SpoiltNames.Spoil(people[index], index, random);
            asking.Add(await EnterAsync(product, name, telephone, email));
        }

        var others = new List<Guid>();
        foreach (var (name, index) in SpoiltNames.Others(random).Take(OtherRequests).Select((name, index) => (name, index)))
        {
            others.Add(await EnterAsync(product, name, SpoiltNames.Telephone(Pairs + index), SpoiltNames.Email(Pairs + index)));
        }

        await product.CompareAsync();

        await using var db = product.Open();
        var found = (await db.PerpetratorMatches.AsNoTracking().Select(match => new { match.PerpetratorId, match.PartyId, match.Likeness }).ToListAsync(Token)).ToLookup(match => match.PartyId);
        var missed = Enumerable.Range(0, Pairs).Where(index => found[asking[index]].All(match => match.PerpetratorId != perpetrators[index])).ToList();
        var stopped = others.Where(found.Contains).ToList();
        var mistaken = Enumerable.Range(0, Pairs).Count(index => found[asking[index]].Any(match => match.PerpetratorId != perpetrators[index]));
        output.WriteLine($"{Pairs} seeded pairs: recall {1 - (double)missed.Count / Pairs:P2}; {stopped.Count} of {OtherRequests} other requests stopped; {mistaken} of the {Pairs} also taken for somebody else");
        missed.ForEach(index => output.WriteLine($"  missed: kind {index % SpoiltNames.Kinds}, {people[index]}"));
        Assert.True(missed.Count <= Pairs / 50, $"Recall fell below 98 %: {missed.Count} missed");
        Assert.True(stopped.Count <= OtherRequests / 200, $"More than one false alarm in 200 requests: {stopped.Count}");
    }

    private static async Task<IReadOnlyList<Guid>> RecordAsync(Product product, List<(string First, string Last)> people)
    {
        var made = await product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm("Quite Unrelated", "en", SupportMode.Online, null, new SafeContactForm()), Token);
        var recorded = new List<Guid>();
        for (var index = 0; index < people.Count; index++)
        {
            var form = new PerpetratorForm($"{people[index].First} {people[index].Last}", Telephone: SpoiltNames.Telephone(index), Email: SpoiltNames.Email(index));
            recorded.Add((await product.Get<Perpetrators>().AddAsync(Product.TeamManager, made.Value!.Id, form, Token)).Value);
        }

        return recorded;
    }

    private static async Task<Guid> EnterAsync(Product product, string name, string? telephone, string? email)
    {
        var made = await product.Get<SupportRequests>().CreateAsync(Product.Coordinator, new RequestForm(Guid.NewGuid(), RequestSource.Telephone, "en", "Asks for support", name, email, telephone), Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
        return made.Value.Id;
    }
}
