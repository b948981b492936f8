using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomCalendars;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomCalendars;

/// <summary>The product with four rooms, connected over real HTTP to a fake Google of its own.</summary>
internal sealed class CalendarBench : IAsyncDisposable
{
    public static readonly Instant Ten = Product.At(2026, 11, 25, 10);
    private readonly TemporaryFolder _keys = new();

    private CalendarBench(FakeGoogleServer google) => Google = google;

    public FakeGoogleServer Google { get; }

    public Product Product { get; private set; } = null!;

    public Seeded Seeded { get; private set; } = null!;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts both sides; only tests that let Google hang are impatient: on a busy machine an honest answer may take seconds.</summary>
    public static async Task<CalendarBench> StartAsync(PostgresServer? postgres = null, bool impatient = false)
    {
        var bench = new CalendarBench(await FakeGoogleServer.StartAsync(cancellationToken: Token));
        var settings = new Dictionary<string, string?>
        {
            ["Google:ServiceAccountKeyFile"] = bench.Google.WriteKeyFile(bench._keys.File("key.json")),
            ["Google:BaseUri"] = bench.Google.CalendarAddress.ToString(),
            ["Google:TimeoutSeconds"] = impatient ? "1" : "60",
        };
        if (postgres is not null)
        {
            foreach (var (key, value) in await Product.PostgresSettingsAsync(postgres, Token))
            {
                settings[key] = value;
            }
        }

        bench.Product = await Product.StartAsync(settings);
        bench.Seeded = await bench.Product.SeedAsync();
        foreach (var room in bench.Seeded.Rooms.Where(room => room.CalendarId is not null))
        {
            bench.Google.AddCalendar(room.CalendarId!);
        }

        return bench;
    }

    public string Calendar(int room = 0) => Seeded.Rooms[room].CalendarId!;

    public async Task<Booking> BookAsync(Instant? start = null, int room = 0, int client = 0)
    {
        var made = await Product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(Seeded.Cases[client].Id, Seeded.Slot(start ?? Ten, room)), Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
        return made.Value;
    }

    public async Task<Booking> MoveAsync(Booking booking, Instant start, int room = 0)
    {
        var moved = await Product.Get<Scheduler>().MoveAsync(Product.Coordinator, new MoveForm(booking.Id, booking.Version, Seeded.Slot(start, room)), Token);
        Assert.True(moved.IsDone, moved.Refusal?.Words);
        return moved.Value;
    }

    public async Task CancelAsync(Booking booking)
    {
        var done = await Product.Get<Scheduler>().CancelAsync(Product.Coordinator, booking.Id, booking.Version, CancelReason.ClientAsked, Token);
        Assert.True(done.IsDone, done.Refusal?.Words);
    }

    /// <summary>Delivers what is due until nothing is, without moving the clock.</summary>
    public async Task DispatchAsync()
    {
        while (await Product.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            // The next message of a booking comes after the one before.
        }
    }

    /// <summary>Delivers until nothing waits for a calendar, moving the clock from wait to wait; fails after 15 minutes of it.</summary>
    public async Task<int> ConvergeAsync()
    {
        for (var minutes = 0; minutes <= 15; minutes++)
        {
            await DispatchAsync();
            if (!(await MessagesAsync()).Any(message => message.State is OutboxState.Waiting or OutboxState.Sending))
            {
                return minutes;
            }

            Product.Time.Advance(TimeSpan.FromMinutes(1));
        }

        throw new TimeoutException("Deliveries did not converge within 15 minutes");
    }

    public async Task<List<OutboxMessage>> MessagesAsync()
    {
        await using var db = Product.Open();
        return await db.OutboxMessages.AsNoTracking().Where(message => message.Channel == OutboxChannel.RoomCalendar).OrderBy(message => message.BookingVersion).ToListAsync(Token);
    }

    public async Task<Booking> ReadAsync(Booking booking)
    {
        await using var db = Product.Open();
        return await db.Bookings.AsNoTracking().SingleAsync(row => row.Id == booking.Id, Token);
    }

    public Task<DriftReport?> PullAsync(int room = 0, bool compare = false) => Product.Get<RoomCalendarSync>().LookAtAsync(Seeded.Rooms[room].Id, compare, Token);

    public Task<IReadOnlyList<CalendarConflictRow>> ConflictsAsync() => Product.Get<CalendarConflicts>().ListAsync(Product.Coordinator, Token);

    /// <summary>The event stands once, in one calendar only, at these times.</summary>
    public void AssertOnce(Instant start, int room = 0)
    {
        var held = Assert.Single(Google.CalendarIds.SelectMany(calendar => Google.Events(calendar).Select(item => (calendar, item))));
        Assert.Equal((Calendar(room), start), (held.calendar, Instant.FromDateTimeOffset(held.item.Start)));
        Assert.Equal(0, Google.CountDuplicates("booking"));
    }

    /// <summary>How many standing events are the product's own.</summary>
    public void AssertStandingOurs(int count) =>
        Assert.Equal(count, Google.CalendarIds.SelectMany(Google.Events).Count(item => item.PrivateProperty("booking") is not null));

    public void AssertNone() => Assert.All(Google.CalendarIds, calendar => Assert.Empty(Google.Events(calendar)));

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        await Google.DisposeAsync();
        _keys.Dispose();
    }
}
