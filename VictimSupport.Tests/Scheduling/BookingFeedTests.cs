using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Scheduling;

public sealed class SqliteBookingFeedTests : BookingFeedTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync();
}

public sealed class PostgresBookingFeedTests(PostgresServer postgres) : BookingFeedTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync(postgres);
}

public abstract class BookingFeedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<Product> StartAsync();

    [Fact]
    public async Task A_listener_hears_of_a_booking_of_its_own_server_at_once_and_only_once()
    {
        await using var product = await StartAsync();
        var seeded = await product.SeedAsync();
        var heard = new List<Guid>();
        var feed = product.Get<BookingFeed>();
        await feed.LookAsync(Token);
        using var _ = feed.Subscribe((room, _) => heard.Add(room));
        await feed.LookAsync(Token);

        await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[0].Id, seeded.Slot(Product.At(2026, 11, 25, 10))), Token);
        await feed.LookAsync(Token);

        Assert.Equal([seeded.Rooms[0].Id], heard);
    }

    [Fact]
    public async Task A_listener_hears_of_a_booking_of_another_server_at_the_next_look()
    {
        await using var product = await StartAsync();
        var seeded = await product.SeedAsync();
        await using var other = await Product.StartAsync(product.Settings, product.Time);
        var heard = new List<Guid>();
        var feed = other.Get<BookingFeed>();
        using var subscription = feed.Subscribe((room, _) => heard.Add(room));
        await feed.LookAsync(Token);

        await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[0].Id, seeded.Slot(Product.At(2026, 11, 25, 10), 1)), Token);
        Assert.Empty(heard);
        await feed.LookAsync(Token);

        Assert.Equal([seeded.Rooms[1].Id], heard);
    }
}
