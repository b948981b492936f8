using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Demo;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Demo;

public sealed class DemoIntakesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demonstration_shows_an_intake_begun_one_half_done_and_one_that_waits_for_consent_alone()
    {
        await using var product = await Product.StartAsync(more: services => services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>());
        Assert.True(await product.Get<DemoOrganisation>().FillAsync(new DemoSize(Cases: 14, SessionsAWeek: 2, WeeksBefore: 1, WeeksAhead: 1), null, Token));
        while (await product.Get<PerpetratorMatching>().CompareAsync(Token) > 0)
        {
            // Until everybody is compared.
        }

        await using var db = product.Open();
        var account = await db.Set<Account>().SingleAsync(row => row.Roles == Role.TeamManager, Token);
        var manager = new Actor(account.Id, account.DisplayName, account.Roles);
        var files = (await product.Get<CaseFiles>().ListAsync(manager, new CaseQuery(State: CaseState.Intake), Token)).Rows.Take(3).Reverse().ToList();

        var intakes = new List<IntakeOverview>();
        var refusals = new List<RefusalCode?>();
        foreach (var file in files)
        {
            intakes.Add((await product.Get<IntakeFiles>().ReadAsync(manager, file.Id, Token)).Value!);
            refusals.Add((await product.Get<CaseCourse>().OpenAsync(manager, file.Id, file.Version, Token)).Refusal?.Code);
        }

        Assert.Equal([0, 5, 14], intakes.Select(intake => intake.Topics.Count(topic => topic.State == TopicState.Done)));
        Assert.Equal([1, 2, 0], intakes.Select(intake => intake.Topics.Count(topic => topic.HasDrafts)));
        Assert.Equal([RefusalCode.IntakeNotDone, RefusalCode.IntakeNotDone, RefusalCode.SupportConsentNeeded], refusals);
        // What was answered has become the case's.
        Assert.Equal([("mt", SupportMode.Telephone), ("pl", SupportMode.Online), ("en", SupportMode.Hybrid)], files.Select(file => (file.Language, file.Mode)));
        Assert.Equal([false, true, true], files.Select(file => file.HasCodeWord));
    }
}
