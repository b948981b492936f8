using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>
/// The product with a fake Google and a real mail server, whose deliveries are made by processes that are killed one after the other.
/// The next process gets ready while its forerunner works; it takes over with a clock past the dead one's leases.
/// </summary>
internal sealed class DispatchBench : IAsyncDisposable
{
    private static readonly TimeSpan PastLease = OutboxGates.Lease.ToTimeSpan() + TimeSpan.FromSeconds(10);
    private readonly TemporaryFolder _keys = new();
    private readonly SmtpServer _smtp = new();
    private readonly List<long> _killedAt = [];
    private readonly Random _random;
    private FakeGoogleServer _google = null!;
    private Product _product = null!;
    private Seeded _seeded = null!;
    private WorkerProcess? _next;
    private int _interrupted;

    private DispatchBench(int seed) => (Seed, _random) = (seed, new Random(seed));

    public int Seed { get; }

    /// <summary>Kills after a moment, after a mail was taken, after a request came to the calendar.</summary>
    public int[] KilledAfter { get; } = new int[3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DispatchBench> StartAsync(PostgresServer? postgres)
    {
        var bench = new DispatchBench(Random.Shared.Next(1_000_000));
        try
        {
            await bench.PrepareAsync(postgres);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    private async Task PrepareAsync(PostgresServer? postgres)
    {
        await _smtp.InitializeAsync();
        _google = await FakeGoogleServer.StartAsync(cancellationToken: Token);
        var settings = FaultSettings.Mail(_smtp);
        settings.AddGoogle(_google, _keys.File("key.json"));
        await FaultSettings.OnAsync(postgres, settings, Token);
        _product = await Product.StartAsync(settings);
        _seeded = await _product.SeedAsync();
        foreach (var room in _seeded.Rooms.Where(room => room.CalendarId is not null))
        {
            _google.AddCalendar(room.CalendarId!);
        }
    }

    /// <summary>Books twice or three times, and moves or cancels an earlier booking now and then.</summary>
    public async Task ChangeAsync()
    {
        var scheduler = _product.Get<Scheduler>();
        for (var more = _random.Next(2, 4); more > 0; more--)
        {
            await scheduler.BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[_random.Next(2)].Id, Slot()), Token);
        }

        await using var db = _product.Open();
        var standing = await db.Bookings.AsNoTracking().Where(booking => booking.State == BookingState.Booked).OrderByDescending(booking => booking.CreatedAt).Take(6).ToListAsync(Token);
        var one = standing[_random.Next(standing.Count)];
        switch (_random.Next(4))
        {
            case 0:
                await scheduler.MoveAsync(Product.Coordinator, new MoveForm(one.Id, one.Version, Slot()), Token);
                break;
            case 1:
                await scheduler.CancelAsync(Product.Coordinator, one.Id, one.Version, CancelReason.ClientAsked, Token);
                break;
        }
    }

    // Far ahead, so that thousands of leases may pass before the session does; few enough conflicts to book on.
    private Slot Slot() => _seeded.Slot(Product.At(2027, 2, 1, 9) + Duration.FromDays(_random.Next(120)) + Duration.FromHours(_random.Next(10)), _random.Next(4), _random.Next(3), outOfHours: true);

    /// <summary>Lets a process deliver and kills it at a random moment: some time after its start, or just after a mail or a calendar request.</summary>
    public async Task DispatchAndKillAsync()
    {
        await using var worker = await TakeOverAsync();
        var how = _random.Next(3);
        var (mails, requests, more) = (Mails(), _google.Requests.Count, _random.Next(1, 6));
        var happened = how switch
        {
            1 => () => Mails() >= mails + more,
            2 => () => _google.Requests.Count >= requests + more,
            _ => (Func<bool>)(() => false),
        };
        await PassAsync(happened, TimeSpan.FromMilliseconds(how == 0 ? _random.Next(2000) : 8000));
        await PassAsync(() => false, TimeSpan.FromMilliseconds(_random.NextDouble() * 12));
        await worker.KillAsync();
        _killedAt.Add(Now());
        KilledAfter[how]++;
        _interrupted += await CountAsync(message => message.LeaseOwner != null);
        _product.Time.Advance(PastLease);
    }

    /// <summary>Lets processes deliver, unharmed, until nothing waits.</summary>
    public async Task DispatchUntilDryAsync()
    {
        await using var worker = await TakeOverAsync(last: true);
        await Eventually.TrueAsync(
            async () =>
            {
                if (await CountAsync(message => message.State == OutboxState.Waiting || message.State == OutboxState.Sending) == 0)
                {
                    return true;
                }

                // What waits for its next attempt need not be waited for.
                if (await CountAsync(message => message.LeaseOwner != null) == 0)
                {
                    _product.Time.Advance(PastLease);
                    worker.Say(Clock());
                }

                return false;
            },
            "an empty outbox", Token, TimeSpan.FromSeconds(60));
    }

    public async Task<int> CountAsync(Expression<Func<OutboxMessage, bool>> which)
    {
        await using var db = _product.Open();
        return await db.OutboxMessages.CountAsync(which, Token);
    }

    public async Task<DispatchFindings> FindAsync()
    {
        await using var db = _product.Open();
        var bookings = await db.Bookings.AsNoTracking().ToListAsync(Token);
        var messages = await db.OutboxMessages.AsNoTracking().ToListAsync(Token);
        var received = _smtp.Received.GroupBy(mail => mail.Message.MessageId ?? "none").ToDictionary(group => group.Key, group => group.Select(mail => mail.Envelope.At).Order().ToList());
        var standing = _google.CalendarIds.SelectMany(calendar => _google.Events(calendar).Select(held => (calendar, Start: Instant.FromDateTimeOffset(held.Start)))).Order().ToList();
        var wanted = bookings.Where(booking => booking.State == BookingState.Booked).Select(booking => (_seeded.Rooms.Single(room => room.Id == booking.RoomId).CalendarId!, booking.Start)).Order().ToList();
        var pairs = received.Values.SelectMany(times => times.Zip(times.Skip(1))).ToList();
        var toKill = pairs.Select(pair => _killedAt.Where(at => at >= pair.First && at <= pair.Second).Select(at => (long?)(at - pair.First)).Min()).ToList();
        return new DispatchFindings(
            bookings.Count, messages.Count, _interrupted, [.. messages.Select(message => Lost(message, bookings, messages, received)).OfType<string>()],
            _google.CountDuplicates("booking"), standing.Except(wanted).Count() + wanted.Except(standing).Count(),
            received.Keys.Except(messages.Where(IsMail).Select(FaultSettings.IdOf)).Count(), pairs.Count, toKill.Count(after => after is null),
            TimeSpan.FromMicroseconds(toKill.Max() ?? 0));
    }

    // What a message ought to have come to, told apart from what it says it came to.
    private static string? Lost(OutboxMessage message, List<Booking> bookings, List<OutboxMessage> messages, Dictionary<string, List<long>> received)
    {
        var booking = bookings.Single(row => row.Id == message.BookingId);
        var arrived = !IsMail(message) || received.ContainsKey(FaultSettings.IdOf(message));
        if (message.State is not (OutboxState.Sent or OutboxState.Obsolete) || (message.State == OutboxState.Sent && !arrived))
        {
            return $"{message.Channel} {message.Kind}: {message.State} {message.Problem}, arrived: {arrived}";
        }

        // A cancellation and a hand-over are due to whoever may have been told of the booking, everything else to everybody.
        var isDue = message.BookingVersion == booking.Version && IsMail(message)
            && (message.Kind is not (OutboxKind.Cancellation or OutboxKind.HandedOver) || messages.Any(other => other.BookingId == booking.Id && other.Channel == message.Channel
                && other.BookingVersion < booking.Version && other.Attempts > 0 && other.Kind != OutboxKind.HandedOver && (other.PractitionerId is null || other.PractitionerId == message.PractitionerId)));
        return isDue && !arrived ? $"{message.Channel} {message.Kind} of a booking {booking.State}: {message.State} and never arrived" : null;
    }

    private static bool IsMail(OutboxMessage message) => message.Channel != OutboxChannel.RoomCalendar;

    private async Task<WorkerProcess> TakeOverAsync(bool last = false)
    {
        var worker = _next ?? Start();
        _next = null;
        try
        {
            await worker.WaitForAsync("ready", Token);
            worker.Say(Clock());
            _next = last ? null : Start();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    private WorkerProcess Start() => WorkerProcess.Start(_seeded.Orders("dispatch", _product));

    private string Clock() => _product.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private int Mails() => _smtp.Events.Count(happened => happened.Event == "message");

    private static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    // The moment of the kill is what is random here; nothing is asserted about it.
    private static async Task PassAsync(Func<bool> until, TimeSpan atMost)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!until() && watch.Elapsed < atMost)
        {
            await Task.Yield();
            Thread.Sleep(TimeSpan.FromMilliseconds(0.5));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_next is not null)
        {
            await _next.DisposeAsync();
        }

        if (_product is not null)
        {
            await _product.DisposeAsync();
        }

        if (_google is not null)
        {
            await _google.DisposeAsync();
        }

        await _smtp.DisposeAsync();
        _keys.Dispose();
    }
}

/// <summary>What was found when all deliveries had ended.</summary>
internal sealed record DispatchFindings(
    int Bookings, int Messages, int Interrupted, IReadOnlyList<string> Lost, int DoubleEvents, int StrayEvents, int UnknownIds, int Resent, int UnexplainedResends, TimeSpan LongestToKill);
