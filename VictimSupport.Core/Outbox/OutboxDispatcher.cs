using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Outbox;

/// <summary>Delivers what the outbox holds, a few at a time, each under a lease, in order for each booking and channel; any number of servers may run one.</summary>
public sealed class OutboxDispatcher(IDbContextFactory<AppDb> databases, IEnumerable<IOutboxHandler> handlers, OutboxSignal signal, TimeProvider time, ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int Batch = 32;
    private const int AtOnce = 6;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    private readonly Guid _owner = Guid.NewGuid();
    private readonly List<IOutboxHandler> _all = [.. handlers];
    private readonly Dictionary<OutboxChannel, IOutboxHandler> _handlers = handlers.SelectMany(handler => handler.Channels.Select(channel => (channel, handler))).ToDictionary(pair => pair.channel, pair => pair.handler);

    /// <summary>Raised after a message changed its state, for screens that show deliveries; on a worker's thread.</summary>
    public event Action? Changed;

    // A line for each handler: a mail server that hangs must not keep the calendars waiting.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_all.Select(handler => DispatchAsync(handler.Channels, stoppingToken)));

    private async Task DispatchAsync(IReadOnlyCollection<OutboxChannel> channels, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wake = signal.Next;
            try
            {
                if (await DispatchDueAsync(channels, stoppingToken) == 0)
                {
                    await OutboxSignal.WaitAsync(wake, Look, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The database may be away for a while; deliveries wait for it. Only the kind of error is logged: its text may hold values.
                log.LogError("Deliveries could not be read: {Error}", exception.GetType().Name);
                await OutboxSignal.WaitAsync(wake, TimeSpan.FromSeconds(5), time, stoppingToken);
            }
        }
    }

    /// <summary>Delivers everything that is due now and returns how many messages were attempted; for tests and commands as well as the worker.</summary>
    public Task<int> DispatchDueAsync(CancellationToken cancellationToken) => DispatchDueAsync(_handlers.Keys, cancellationToken);

    private async Task<int> DispatchDueAsync(IReadOnlyCollection<OutboxChannel> channels, CancellationToken cancellationToken)
    {
        var due = await FindDueAsync(channels, cancellationToken);
        var attempted = 0;
        // Messages of one booking and channel stay in order: each group goes one by one.
        await Parallel.ForEachAsync(
            due.GroupBy(message => (message.BookingId, message.Channel)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (group, token) =>
            {
                var first = group.OrderBy(message => message.BookingVersion).ThenBy(message => message.CreatedAt).First();
                if (await TryLeaseAsync(first.Id, token) is { } message)
                {
                    Interlocked.Increment(ref attempted);
                    await DeliverAsync(message, token);
                }
            });
        return attempted;
    }

    private async Task<List<OutboxMessage>> FindDueAsync(IReadOnlyCollection<OutboxChannel> channels, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.Now;
        var messages = db.Set<OutboxMessage>().AsNoTracking();
        return await messages
            .Where(message => channels.Contains(message.Channel) && message.DueAt <= now
                && (message.State == OutboxState.Waiting || message.State == OutboxState.Sending)
                && (message.LeaseUntil == null || message.LeaseUntil <= now)
                && !messages.Any(earlier => earlier.BookingId == message.BookingId && earlier.Channel == message.Channel && earlier.BookingVersion < message.BookingVersion
                    && earlier.Kind != OutboxKind.HandedOver && (earlier.State == OutboxState.Waiting || earlier.State == OutboxState.Sending)))
            .OrderBy(message => message.DueAt)
            .Take(Batch)
            .ToListAsync(cancellationToken);
    }

    private async Task<OutboxMessage?> TryLeaseAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.Now;
        var until = now + OutboxGates.Lease;
        var taken = await db.OutboxMessages
            .Where(message => message.Id == id && message.DueAt <= now && (message.State == OutboxState.Waiting || message.State == OutboxState.Sending) && (message.LeaseUntil == null || message.LeaseUntil <= now))
            .ExecuteUpdateAsync(
                set => set.SetProperty(message => message.LeaseOwner, _owner)
                    .SetProperty(message => message.LeaseUntil, until)
                    .SetProperty(message => message.State, OutboxState.Waiting)
                    .SetProperty(message => message.Attempts, message => message.Attempts + 1),
                cancellationToken);
        return taken == 1 ? await db.OutboxMessages.AsNoTracking().SingleAsync(message => message.Id == id, cancellationToken) : null;
    }

    private async Task DeliverAsync(OutboxMessage message, CancellationToken stopping)
    {
        var claim = new OutboxClaim(databases, time, _owner, message);
        Delivery delivery;
        if (message.ExpiresAt <= time.Now)
        {
            delivery = Delivery.Fail(DeliveryProblem.Expired);
        }
        else
        {
            using var lease = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await using var timer = time.CreateTimer(_ => lease.Cancel(), null, OutboxGates.Lease.ToTimeSpan() - Margin, Timeout.InfiniteTimeSpan);
            try
            {
                delivery = await _handlers[message.Channel].DeliverAsync(claim, lease.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // A handler lets itself be stopped only while nothing is on the wire: another server, or the next start, may go on at once.
                await ReleaseAsync(message);
                throw;
            }
            catch (OperationCanceledException)
            {
                delivery = Delivery.Retry(DeliveryProblem.Unreachable, "timeout");
            }
            catch (Exception exception)
            {
                // Whatever a handler did not foresee is tried again and shown; its text may repeat an address and stays out of the log.
                log.LogError("Delivery {Id} by {Channel} failed: {Error}", message.Id, message.Channel, exception.GetType().Name);
                delivery = Delivery.Retry(DeliveryProblem.Unexpected, exception.GetType().Name);
            }
        }

        // A machine that slept past its lease, say: the message is still wanted, and whoever comes next delivers it.
        if (!claim.IsGone)
        {
            await CompleteAsync(message, delivery);
        }
    }

    private async Task ReleaseAsync(OutboxMessage message)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await db.OutboxMessages
            .Where(row => row.Id == message.Id && row.LeaseOwner == _owner && (row.State == OutboxState.Waiting || row.State == OutboxState.Sending))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, OutboxState.Waiting).SetProperty(row => row.LeaseOwner, (Guid?)null).SetProperty(row => row.LeaseUntil, (Instant?)null),
                CancellationToken.None);
    }

    // Written even while the program stops: what was sent and not written down would be sent again.
    private async Task CompleteAsync(OutboxMessage message, Delivery delivery)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var now = time.Now;
        var ended = delivery.State != OutboxState.Waiting;
        var due = ended ? message.DueAt : now + (delivery.After ?? Backoff.After(message.Attempts, Random.Shared.NextDouble()));
        await db.OutboxMessages
            .Where(row => row.Id == message.Id && row.LeaseOwner == _owner && (row.State == OutboxState.Waiting || row.State == OutboxState.Sending))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, delivery.State)
                    .SetProperty(row => row.Problem, delivery.Problem)
                    .SetProperty(row => row.ProblemCode, delivery.Code)
                    .SetProperty(row => row.DueAt, due)
                    .SetProperty(row => row.CompletedAt, ended ? now : (Instant?)null)
                    .SetProperty(row => row.LeaseOwner, (Guid?)null)
                    .SetProperty(row => row.LeaseUntil, (Instant?)null),
                CancellationToken.None);
        Changed?.Invoke();
    }
}
