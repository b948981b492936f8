using Microsoft.EntityFrameworkCore;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>
/// Guarantee 4: a cancellation, a move, a changed safe address, a withdrawn consent or a concern races against the real dispatcher that hands its mails to a real mail server.
/// Once the change is acknowledged, no sending of what was before begins.
/// </summary>
public sealed class ChangeAgainstDispatchTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_change_nothing_older_begins_to_be_sent_on_SQLite() => await RaceAsync(null, 60);

    [Fact]
    public async Task After_a_change_nothing_older_begins_to_be_sent_on_PostgreSQL() => await RaceAsync(postgres, 40);

    [Fact, Trait("Category", "Long")]
    public async Task After_a_thousand_changes_nothing_older_begins_to_be_sent_on_SQLite() => await RaceAsync(null, 1000);

    [Fact, Trait("Category", "Long")]
    public async Task After_a_thousand_changes_nothing_older_begins_to_be_sent_on_PostgreSQL() => await RaceAsync(postgres, 1000);

    [Fact]
    public async Task The_measure_sees_a_broken_gate()
    {
        await using var bench = await RaceBench.StartAsync(null);
        await using (var db = bench.Product.Open())
        {
            // What is being handed over no longer says so: no change waits for it.
            await db.Database.ExecuteSqlRawAsync(
                "CREATE TRIGGER broken_gate AFTER UPDATE OF State ON OutboxMessages WHEN NEW.State = 'Sending' BEGIN UPDATE OutboxMessages SET State = 'Waiting' WHERE Id = NEW.Id; END", Token);
        }

        var races = 0;
        RaceFindings findings;
        do
        {
            for (var more = 10; more > 0; more--, races++)
            {
                await bench.RaceAsync();
            }

            findings = await bench.FindAsync();
        }
        while (findings.BegunAfter == 0 && races < 600);

        output.WriteLine($"gate broken on purpose, seed {bench.Seed}, {races} races: {findings}");
        Assert.True(findings.BegunAfter > 0);
    }

    private async Task RaceAsync(PostgresServer? server, int races)
    {
        await using var bench = await RaceBench.StartAsync(server);
        for (var race = 0; race < races; race++)
        {
            await bench.RaceAsync();
        }

        var findings = await bench.FindAsync();
        output.WriteLine($"seed {bench.Seed}: {findings}");
        Assert.Equal(0, findings.BegunAfter);
        // Each side must win some races, or they prove nothing.
        Assert.True(findings.BegunBefore > 0 && findings.NeverBegun > 0, "no real race");
    }
}
