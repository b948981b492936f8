using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>Guarantee 1: whatever many coordinators on several servers try at once, nothing overlaps and nothing acknowledged is missing.</summary>
public sealed class DoubleBookingTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Racing_bookings_never_overlap_on_SQLite() => await RaceAsync(await Product.StartAsync(), 400, 8);

    [Fact]
    public async Task Racing_bookings_never_overlap_on_PostgreSQL() => await RaceAsync(await Product.StartAsync(postgres), 400, 8);

    [Fact, Trait("Category", "Long")]
    public async Task Ten_thousand_racing_bookings_never_overlap_on_PostgreSQL() => await RaceAsync(await Product.StartAsync(postgres), 10_000, 32);

    private async Task RaceAsync(Product first, int attempts, int workers)
    {
        await using var product = first;
        var seeded = await product.SeedAsync();
        await using var second = await Product.StartAsync(product.Settings, product.Time);
        Scheduler[] servers = [product.Get<Scheduler>(), second.Get<Scheduler>()];
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<Booking>();
        var refused = 0;
        var seed = Random.Shared.Next();
        await Parallel.ForEachAsync(Enumerable.Range(0, attempts), new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = TestContext.Current.CancellationToken }, async (index, token) =>
        {
            var random = new Random(seed + index);
            var start = Product.At(2026, 11, 25, 9) + Duration.FromDays(random.Next(3)) + Duration.FromMinutes(15 * random.Next(40));
            var slot = seeded.Slot(start, random.Next(4), random.Next(3), outOfHours: true);
            var booked = await servers[index % 2].BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[random.Next(2)].Id, slot), token);
            if (booked.IsDone)
            {
                acknowledged.Add(booked.Value);
            }
            else
            {
                Interlocked.Increment(ref refused);
            }
        });

        await using var db = product.Open();
        var stored = await db.Bookings.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        var overlaps = Overlaps(stored, booking => booking.RoomId) + Overlaps(stored, booking => booking.PractitionerId) + Overlaps(stored, booking => booking.CaseId);
        output.WriteLine($"{attempts} attempts, {workers} workers, 2 servers, seed {seed}: {acknowledged.Count} booked, {refused} refused, {overlaps} overlaps, {acknowledged.Count(booking => stored.All(row => row.Id != booking.Id))} missing");
        Assert.Equal(0, overlaps);
        Assert.Equal(acknowledged.Select(booking => booking.Id).Order(), stored.Select(booking => booking.Id).Order());
        Assert.True(acknowledged.Count > 10);
    }

    private static int Overlaps(List<Booking> bookings, Func<Booking, Guid> resource) =>
        bookings.GroupBy(resource).Sum(group => group.OrderBy(booking => booking.Start).Zip(group.OrderBy(booking => booking.Start).Skip(1)).Count(pair => pair.First.Taken.Overlaps(pair.Second.Taken)));
}
