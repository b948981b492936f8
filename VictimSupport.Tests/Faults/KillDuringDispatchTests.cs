using System.Globalization;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>
/// Guarantee 3: the process that delivers is killed (kill -9) at random moments while bookings are made, moved and cancelled. Afterwards nothing is lost,
/// no event stands twice, and no message has two Message-IDs. A message may come twice under one Message-ID, only when its sender was killed in between.
/// </summary>
public sealed class KillDuringDispatchTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Kills_during_dispatch_lose_and_double_nothing_on_SQLite() => await KillAsync(null, 12);

    [Fact]
    public async Task Kills_during_dispatch_lose_and_double_nothing_on_PostgreSQL() => await KillAsync(postgres, 5);

    [Fact, Trait("Category", "Long")]
    public async Task Five_hundred_kills_during_dispatch_lose_and_double_nothing() => await KillAsync(null, 500);

    private async Task KillAsync(PostgresServer? server, int kills)
    {
        await using var bench = await DispatchBench.StartAsync(server);
        output.WriteLine($"seed {bench.Seed}");
        for (var kill = 0; kill < kills; kill++)
        {
            await bench.ChangeAsync();
            await bench.DispatchAndKillAsync();
        }

        var endedBefore = await bench.CountAsync(message => message.State == OutboxState.Sent);
        await bench.DispatchUntilDryAsync();

        var findings = await bench.FindAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills (after a moment / a mail / a calendar request: {string.Join(" / ", bench.KilledAfter)}), {findings.Bookings} bookings, {findings.Messages} messages, {endedBefore} sent before the last run: "
            + $"{findings.Lost.Count} lost, {findings.DoubleEvents} double events, {findings.StrayEvents} events missing or astray, {findings.UnknownIds} foreign Message-IDs, "
            + $"{findings.Resent} resent under the same Message-ID, {findings.UnexplainedResends} of them without a kill in between (longest from receipt to kill {findings.LongestToKill.TotalMilliseconds:0} ms)"));
        Assert.Equal("", string.Join("; ", findings.Lost));
        Assert.Equal((0, 0, 0, 0), (findings.DoubleEvents, findings.StrayEvents, findings.UnknownIds, findings.UnexplainedResends));
        Assert.Equal(kills, bench.KilledAfter.Sum());
        // A run in which no kill met any work would prove nothing.
        Assert.True(findings.Interrupted > 0, "no kill met a delivery under way");
    }
}
