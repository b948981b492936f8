using System.Globalization;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Worker;

namespace VictimSupport.Tests.Faults;

/// <summary>Guarantee 1: whatever many coordinators on two servers, two real processes, try at once, nothing overlaps and nothing acknowledged is missing.</summary>
public sealed class DoubleBookingTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Racing_bookings_never_overlap_on_SQLite() => await RaceAsync(await Product.StartAsync(), 600, 8);

    [Fact]
    public async Task Racing_bookings_never_overlap_on_PostgreSQL() => await RaceAsync(await Product.StartAsync(postgres), 600, 8);

    [Fact, Trait("Category", "Long")]
    public async Task Ten_thousand_racing_bookings_never_overlap_on_SQLite() => await RaceAsync(await Product.StartAsync(), 10_000, 32);

    [Fact, Trait("Category", "Long")]
    public async Task Ten_thousand_racing_bookings_never_overlap_on_PostgreSQL() => await RaceAsync(await Product.StartAsync(postgres), 10_000, 32);

    private async Task RaceAsync(Product first, int attempts, int workers)
    {
        await using var product = first;
        var seeded = await product.SeedAsync();
        var seed = Random.Shared.Next(1_000_000);
        await using var one = WorkerProcess.Start(seeded.Orders("book", product) with { Attempts = attempts / 2, Workers = workers / 2, Seed = seed });
        await using var two = WorkerProcess.Start(seeded.Orders("book", product) with { Attempts = attempts / 2, Workers = workers / 2, Seed = seed + attempts });
        WorkerProcess[] servers = [one, two];
        foreach (var server in servers)
        {
            await server.WaitForAsync("ready", Token);
        }

        foreach (var server in servers)
        {
            server.Say("go");
        }

        foreach (var server in servers)
        {
            await server.WaitForAsync("end", Token, TimeSpan.FromMinutes(10));
        }

        var told = servers.SelectMany(server => server.Lines).ToList();
        var acknowledged = told.Where(line => line.StartsWith("booked ", StringComparison.Ordinal)).Select(line => Guid.Parse(line[7..], CultureInfo.InvariantCulture)).ToHashSet();
        var refused = told.Where(line => line.StartsWith("refused ", StringComparison.Ordinal)).GroupBy(line => line[8..]).Select(group => $"{group.Key} {group.Count()}");
        await using var db = product.Open();
        var stored = await db.Bookings.AsNoTracking().ToListAsync(Token);
        var overlaps = Overlaps(stored, booking => booking.RoomId) + Overlaps(stored, booking => booking.PractitionerId) + Overlaps(stored, booking => booking.CaseId);
        var missing = acknowledged.Count(id => stored.TrueForAll(booking => booking.Id != id));
        output.WriteLine($"{attempts} attempts, {workers} workers, 2 processes, seed {seed}: {acknowledged.Count} booked, refused: {string.Join(", ", refused)}; {overlaps} overlaps, {missing} acknowledged missing, {stored.Count - acknowledged.Count} stored without acknowledgement");
        Assert.Equal(0, overlaps);
        Assert.Equal(acknowledged.Order(), stored.Select(booking => booking.Id).Order());
        Assert.All(servers, server => Assert.Contains(server.Lines, line => line.StartsWith("booked ", StringComparison.Ordinal)));
        Assert.Contains(told, line => line is "refused RoomTaken");
        Assert.Equal(attempts, told.Count(line => line.StartsWith("booked ", StringComparison.Ordinal) || line.StartsWith("refused ", StringComparison.Ordinal)));
    }

    internal static int Overlaps(IReadOnlyList<Booking> bookings, Func<Booking, Guid> resource) =>
        bookings.GroupBy(resource).Sum(group => group.OrderBy(booking => booking.Start).Zip(group.OrderBy(booking => booking.Start).Skip(1)).Count(pair => pair.First.Taken.Overlaps(pair.Second.Taken)));
}
