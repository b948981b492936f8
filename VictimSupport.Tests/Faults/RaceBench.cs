using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Consents;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Risk;
using VictimSupport.Tests.Worker;

namespace VictimSupport.Tests.Faults;

/// <summary>The product with its dispatcher running and a real mail server that notes when each MAIL FROM came.</summary>
internal sealed class RaceBench : IAsyncDisposable
{
    private readonly SmtpServer _smtp = new();
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
    private readonly Random _random;
    private readonly string[] _addresses = ["canary-mail-0@vs.test", "canary-mail-1@vs.test"];
    private readonly bool[] _confirmed = [true, true];
    private readonly Dictionary<string, long> _deadSince = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid Booking, int Version), long> _overtakenAt = [];
    private readonly Dictionary<string, int> _changes = new(StringComparer.Ordinal);
    private Seeded _seeded = null!;
    private int _made;

    private RaceBench(int seed) => (Seed, _random) = (seed, new Random(seed));

    public int Seed { get; }

    public Product Product { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Scheduler Scheduler => Product.Get<Scheduler>();

    public static async Task<RaceBench> StartAsync(PostgresServer? postgres)
    {
        var bench = new RaceBench(Random.Shared.Next(1_000_000));
        try
        {
            await bench._smtp.InitializeAsync();
            var settings = FaultSettings.Mail(bench._smtp);
            await FaultSettings.OnAsync(postgres, settings, Token);
            bench.Product = await Product.StartAsync(settings, more: services => services.AddSingleton<TimeProvider>(bench._clock));
            bench._seeded = await bench.Product.SeedAsync();
            await bench.Product.Get<OutboxDispatcher>().StartAsync(Token);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Books, and while the dispatcher hands the mails over, changes the booking or the client's contact at a random moment.</summary>
    public async Task RaceAsync()
    {
        var client = _random.Next(2);
        if (!_confirmed[client])
        {
            await ChangeContactAsync(client, isConfirmed: true);
            await Product.RecordAsync(ConsentDesk.Form(_seeded.Cases[client].Id, ConsentDesk.Yes(ConsentKind.Email)));
        }

        var made = await Scheduler.BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[client].Id, NextSlot()), Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
        await MomentAsync();
        await ChangeAsync(made.Value, client);
        // The next race begins when this one's mails are through.
        await Eventually.TrueAsync(IsDryAsync, "an empty outbox", Token);
    }

    private async Task ChangeAsync(Booking booking, int client)
    {
        switch (_random.Next(6))
        {
            case 0:
                Assert.True((await Scheduler.CancelAsync(Product.Coordinator, booking.Id, booking.Version, CancelReason.ClientAsked, Token)).IsDone);
                _overtakenAt[(booking.Id, booking.Version)] = Now();
                Count("cancelled");
                break;
            case 1:
                Assert.True((await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(booking.Id, booking.Version, NextSlot()), Token)).IsDone);
                _overtakenAt[(booking.Id, booking.Version)] = Now();
                Count("moved");
                break;
            case 2:
                await ChangeContactAsync(client, isConfirmed: true);
                Count("address changed");
                break;
            case 3:
                await Product.WithdrawAsync(booking.CaseId, ConsentKind.Email);
                _deadSince[_addresses[client]] = Now();
                _confirmed[client] = false;
                Count("consent withdrawn");
                break;
            case 4:
                var review = await Product.ConcernAsync(booking.CaseId);
                _overtakenAt[(booking.Id, booking.Version)] = Now();
                await Product.ClearAsync(review, until: new LocalDate(2027, 11, 1));
                Count("concern raised and cleared");
                break;
            default:
                await ChangeContactAsync(client, isConfirmed: false);
                Count("address no longer safe");
                break;
        }
    }

    private async Task ChangeContactAsync(int client, bool isConfirmed)
    {
        var files = Product.Get<CaseFiles>();
        var id = _seeded.Cases[client].Id;
        var row = await files.ReadAsync(Product.TeamManager, id, Token);
        var former = _addresses[client];
        _addresses[client] = $"canary-{client}-{++_made}@vs.test";
        _confirmed[client] = isConfirmed;
        var changed = await files.ChangeSafeContactAsync(Product.TeamManager, id, row!.ContactVersion, new SafeContactForm(_addresses[client], isConfirmed, "+44 7700 900120", true), Token);
        var at = Now();
        Assert.True(changed.IsDone, changed.Refusal?.Words);
        _deadSince[former] = at;
        if (!isConfirmed)
        {
            _deadSince[_addresses[client]] = at;
        }
    }

    private void Count(string change) => _changes[change] = _changes.GetValueOrDefault(change) + 1;

    // The mails are handed over within some tens of milliseconds; half of the changes come after a sign-in, when the hand-over is about to begin.
    private async Task MomentAsync()
    {
        var signIns = SignIns() + 1 + _random.Next(2);
        var waits = _random.Next(2) == 0;
        var watch = Stopwatch.StartNew();
        while (waits && SignIns() < signIns && watch.Elapsed < TimeSpan.FromSeconds(1))
        {
            await Task.Yield();
        }

        var more = watch.Elapsed + TimeSpan.FromMilliseconds(_random.NextDouble() * (waits ? 12 : 60));
        while (watch.Elapsed < more)
        {
            await Task.Yield();
        }
    }

    private int SignIns() => _smtp.Events.Count(happened => happened.Event == "auth");

    private Slot NextSlot()
    {
        var number = _made++;
        return _seeded.Slot(Product.At(2026, 12, 1, 9) + Duration.FromDays(number / 10) + Duration.FromHours(number % 10), number % 4, number % 3, outOfHours: true);
    }

    private async Task<bool> IsDryAsync()
    {
        await using var db = Product.Open();
        return !await db.OutboxMessages.AnyAsync(message => message.State == OutboxState.Waiting || message.State == OutboxState.Sending, Token);
    }

    public async Task<RaceFindings> FindAsync()
    {
        await using var db = Product.Open();
        var messages = (await db.OutboxMessages.AsNoTracking().ToListAsync(Token)).Where(message => message.Channel != OutboxChannel.RoomCalendar).ToDictionary(FaultSettings.IdOf);
        var begun = _smtp.Events.Where(happened => happened.Event == "mail").ToDictionary(happened => happened.Session!, happened => happened.At);
        var (before, after) = (0, 0);
        foreach (var mail in _smtp.Received)
        {
            var at = begun[mail.Envelope.Session!];
            var message = messages[mail.Message.MessageId!];
            long?[] ends = [_overtakenAt.TryGetValue((message.BookingId, message.BookingVersion), out var overtaken) ? overtaken : null, _deadSince.TryGetValue(mail.Envelope.To!.Single(), out var dead) ? dead : null];
            if (ends.Min() is { } end)
            {
                (before, after) = at > end ? (before, after + 1) : (before + 1, after);
            }
        }

        var never = messages.Values.Count(message => message.State is OutboxState.Obsolete or OutboxState.ByTelephone && _overtakenAt.ContainsKey((message.BookingId, message.BookingVersion)));
        return new RaceFindings(string.Join(", ", _changes.Select(change => $"{change.Key} {change.Value}")), before, never, after);
    }

    private static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public async ValueTask DisposeAsync()
    {
        if (Product is not null)
        {
            await Product.Get<OutboxDispatcher>().StopAsync(CancellationToken.None);
            await Product.DisposeAsync();
        }

        await _smtp.DisposeAsync();
    }
}

/// <summary>Of the mails that a change made untrue: begun before it was acknowledged, overtaken and never begun, begun after it.</summary>
internal sealed record RaceFindings(string Changes, int BegunBefore, int NeverBegun, int BegunAfter)
{
    public override string ToString() => $"{Changes}; sends of what was before: {BegunBefore} begun before the change, {NeverBegun} never begun, {BegunAfter} begun after it";
}
