using System.Globalization;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>Guarantee 5: a process that books, moves, cancels and seals the audit is killed again and again; the file stays whole, the audit valid, and everything acknowledged is there.</summary>
public sealed class KillDuringWritesTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kills_during_writes_keep_every_acknowledged_commit_on_SQLite() => await KillAsync(await Product.StartAsync(), 12);

    [Fact, Trait("Category", "Long")]
    public async Task Three_hundred_kills_during_writes_keep_every_acknowledged_commit_on_SQLite() => await KillAsync(await Product.StartAsync(), 300);

    [Fact, Trait("Category", "Long")]
    public async Task A_hundred_kills_during_writes_keep_every_acknowledged_commit_on_PostgreSQL() => await KillAsync(await Product.StartAsync(postgres), 100);

    private async Task KillAsync(Product first, int kills)
    {
        await using var product = first;
        var seeded = await product.SeedAsync();
        var (seed, random, told) = (Random.Shared.Next(1_000_000), new Random(), new Dictionary<Guid, (int Version, string State)>());
        var (acknowledged, missing, broken, invalid) = (0, 0, 0, 0);
        var next = Start(0);
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                await using var worker = next;
                await worker.WaitForAsync("ready", Token);
                worker.Say("go");
                next = Start(kill + 1);
                await worker.WaitForAnyAsync(line => line.StartsWith("wrote ", StringComparison.Ordinal), Token);
                await Task.Delay(random.Next(400), Token);
                await worker.KillAsync();
                acknowledged += Note(worker.Lines, told);
                // Past the dead sealer's lease, and still on a quarter hour.
                product.Time.Advance(TimeSpan.FromMinutes(15));
                broken += await IsWholeAsync(product) ? 0 : 1;
                missing += await CountMissingAsync(product, told);
            }

            invalid = await VerifyAsync(product);
        }
        finally
        {
            await next.DisposeAsync();
        }

        output.WriteLine($"seed {seed}, {kills} kills, {acknowledged} acknowledged writes on {told.Count} bookings: {broken} broken files, audit verify {(invalid == 0 ? "good" : "BAD")}, {missing} acknowledged writes missing");
        Assert.Equal((0, 0, 0), (broken, missing, invalid));
        Assert.True(acknowledged > kills);

        WorkerProcess Start(int number) => WorkerProcess.Start(seeded.Orders("write", product) with { Workers = 4, Seed = seed + (10 * number) });
    }

    private static int Note(IReadOnlyList<string> lines, Dictionary<Guid, (int Version, string State)> told)
    {
        // A line that the kill cut short was never told.
        var whole = lines.Select(line => line.Split(' ')).Where(words => words is ["wrote", { Length: 36 }, _, nameof(BookingState.Booked) or nameof(BookingState.Cancelled)]).ToList();
        foreach (var words in whole)
        {
            told[Guid.Parse(words[1], CultureInfo.InvariantCulture)] = (int.Parse(words[2], CultureInfo.InvariantCulture), words[3]);
        }

        return whole.Count;
    }

    private static async Task<int> CountMissingAsync(Product product, Dictionary<Guid, (int Version, string State)> told)
    {
        await using var db = product.Open();
        var stored = await db.Bookings.AsNoTracking().ToDictionaryAsync(booking => booking.Id, Token);
        var overlaps = DoubleBookingTests.Overlaps([.. stored.Values.Where(booking => booking.State == BookingState.Booked)], booking => booking.RoomId);
        return overlaps + told.Count(pair => !stored.TryGetValue(pair.Key, out var booking) || booking.Version < pair.Value.Version || (booking.Version == pair.Value.Version && booking.State.ToString() != pair.Value.State));
    }

    private static async Task<bool> IsWholeAsync(Product product)
    {
        await using var db = product.Open();
        return !db.Database.IsSqlite() || (await db.Database.SqlQueryRaw<string>("PRAGMA integrity_check").ToListAsync(Token)) is ["ok"];
    }

    private static async Task<int> VerifyAsync(Product product)
    {
        await product.Get<AuditSealer>().SealAsync(Token);
        return await product.Get<AuditVerifier>().RunAsync(TextWriter.Null, cancellationToken: Token);
    }
}
