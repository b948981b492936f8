using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>
/// Links the audit's committed rows into a chain within a second and writes its head outside the data. One server at a time, by a lease;
/// should two overlap, the unique position refuses the second. Writers of rows never wait for it.
/// </summary>
public sealed class AuditSealer : BackgroundService
{
    private const string LeaseName = "audit-sealer";
    private const int Batch = 500;
    // Rows may commit in another order than they were numbered: look back this far each time, and over everything each hour.
    private const long LookBack = 5_000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);
    private static readonly Duration LeaseTime = Duration.FromSeconds(20);
    private static readonly TimeSpan FullLook = TimeSpan.FromHours(1);

    private readonly IDbContextFactory<AppDb> _databases;
    private readonly AuditKeys _keys;
    private readonly AuditAnchors _anchors;
    private readonly Leases _leases;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditSealer> _log;
    private readonly string _owner = Leases.NewOwner();
    private Instant _heldUntil;
    private long _floor;
    private long? _fullLookAt;
    private AuditLink? _written;
    private long? _anchored;

    internal AuditSealer(IDbContextFactory<AppDb> databases, AuditKeys keys, AuditAnchors anchors, Leases leases, TimeProvider time, ILogger<AuditSealer> log) =>
        (_databases, _keys, _anchors, _leases, _time, _log) = (databases, keys, anchors, leases, time, log);

    /// <summary>Links everything committed so far and returns how many rows were linked; 0 while another server does it.</summary>
    public async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        while (await SealBatchAsync(cancellationToken) is var count and > 0)
        {
            total += count;
        }

        return total;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await SealAsync(cancellationToken);
            await _leases.ReleaseAsync(LeaseName, _owner, cancellationToken);
        }
        catch (Exception exception)
        {
            // Stopping is never prevented; the next start seals what is left.
            _log.LogWarning("The audit was not sealed to its end at stop: {Error}", exception.GetType().Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, _time);
        do
        {
            try
            {
                await SealAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The database or the anchors' disk may be away for a while. Only the kind of error is logged.
                _log.LogError("The audit could not be sealed: {Error}", exception.GetType().Name);
            }
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<int> SealBatchAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var rows = await UnlinkedAsync(db, cancellationToken);
        if (rows.Count == 0 && _anchored is not null)
        {
            return 0;
        }

        if (!await HoldAsync(cancellationToken))
        {
            return 0;
        }

        var head = await db.Set<AuditLink>().AsNoTracking().OrderByDescending(link => link.Position).FirstOrDefaultAsync(cancellationToken);
        await WarnWhenChangedAsync(db, head, cancellationToken);
        head = Link(db, head, rows);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            // Another server sealed in the same moment, though the lease is here: it ran out meanwhile.
            _heldUntil = Instant.MinValue;
            return 0;
        }

        _written = head;
        _floor = rows.Count > 0 ? Math.Max(_floor, rows[^1].Sequence - LookBack) : _floor;
        Anchor(head);
        return rows.Count;
    }

    private async Task<List<UnlinkedRow>> UnlinkedAsync(AppDb db, CancellationToken cancellationToken)
    {
        if (_fullLookAt is not { } at || _time.GetElapsedTime(at) > FullLook)
        {
            (_floor, _fullLookAt) = (0, _time.GetTimestamp());
        }

        var links = db.Set<AuditLink>();
        return await db.Set<AuditEntry>()
            .Where(entry => entry.Sequence > _floor && !links.Any(link => link.EntryId == entry.Id))
            .OrderBy(entry => entry.Sequence)
            .Select(entry => new UnlinkedRow(entry.Id, entry.Sequence, entry.Mac))
            .Take(Batch)
            .ToListAsync(cancellationToken);
    }

    private async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        var now = _time.Now;
        if (now + (LeaseTime / 2) < _heldUntil)
        {
            return true;
        }

        var held = await _leases.TryTakeAsync(LeaseName, _owner, LeaseTime, cancellationToken);
        _heldUntil = held ? now + LeaseTime : Instant.MinValue;
        return held;
    }

    private AuditLink? Link(AppDb db, AuditLink? head, List<UnlinkedRow> rows)
    {
        var key = _keys.Current();
        foreach (var row in rows)
        {
            var position = (head?.Position ?? 0) + 1;
            var link = AuditLink.Next(key.Key, head?.Link ?? AuditLink.Origin, position, row.Id, row.Sequence, key.Epoch, row.Mac);
            head = new AuditLink { Position = position, EntryId = row.Id, Epoch = key.Epoch, Link = link };
            db.Add(head);
        }

        CryptographicOperations.ZeroMemory(key.Key);
        return head;
    }

    private void Anchor(AuditLink? head)
    {
        _anchored ??= _anchors.LastPosition();
        if (head is not null && head.Position > _anchored)
        {
            _anchors.Append(_time.Now, head);
            _anchored = head.Position;
        }
    }

    private async Task WarnWhenChangedAsync(AppDb db, AuditLink? head, CancellationToken cancellationToken)
    {
        if (_written is not { } written)
        {
            return;
        }

        var stands = head?.Position == written.Position ? head : await db.Set<AuditLink>().AsNoTracking().SingleOrDefaultAsync(link => link.Position == written.Position, cancellationToken);
        if (stands is null || !stands.Link.AsSpan().SequenceEqual(written.Link))
        {
            _log.LogCritical("The audit's chain is no longer what was written at position {Position}. Run 'audit verify'.", written.Position);
            _written = null;
        }
    }

    private sealed record UnlinkedRow(Guid Id, long Sequence, byte[] Mac);
}
