using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security;

/// <summary>
/// What the accounts are now, read again when older than four seconds: a revoked session, a removed role and a switched-off
/// account are refused within five seconds everywhere, in open circuits and on other servers too.
/// </summary>
public sealed class ActiveAccounts(IDbContextFactory<AppDb> databases, TimeProvider time) : IDisposable
{
    /// <summary>How old what is known may be.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Snapshot? _snapshot;

    /// <summary>
    /// The actor's permissions as they are now: null when the account or the session was ended, otherwise the actor with the roles still held.
    /// Workers, and actors that code made without a session for an account the database does not know, are as they say.
    /// </summary>
    public async ValueTask<Actor?> CurrentAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.AccountId == Guid.Empty)
        {
            return actor.Session is null && actor.Roles == Role.System ? actor : null;
        }

        var known = await KnownAsync(cancellationToken);
        if (!known.TryGetValue(actor.AccountId, out var state) && actor.Session is not null)
        {
            // An account made a moment ago: read once more before refusing it.
            Forget();
            known = await KnownAsync(cancellationToken);
            known.TryGetValue(actor.AccountId, out state);
        }

        if (state is null)
        {
            return actor.Session is null ? actor : null;
        }

        return state.IsActive && (actor.Session is null || actor.Session == state.Session) ? actor with { Roles = actor.Roles & state.Roles } : null;
    }

    /// <summary>Forgets what is known, so that a change made on this server holds at once.</summary>
    public void Forget() => _snapshot = null;

    public void Dispose() => _reading.Dispose();

    private async ValueTask<IReadOnlyDictionary<Guid, AccountState>> KnownAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh)
        {
            return fresh;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } readMeanwhile)
            {
                return readMeanwhile;
            }

            // Stamped before reading: what changes while reading counts as old.
            var at = time.GetTimestamp();
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var states = await db.Set<Account>().AsNoTracking().Select(account => new { account.Id, account.Roles, account.IsActive, account.SecurityStamp }).ToListAsync(cancellationToken);
            _snapshot = new Snapshot(at, states.ToDictionary(state => state.Id, state => new AccountState(state.Roles, state.IsActive, ActorClaims.SessionOf(state.SecurityStamp))));
            return _snapshot.States;
        }
        finally
        {
            _reading.Release();
        }
    }

    private IReadOnlyDictionary<Guid, AccountState>? Fresh() =>
        _snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) < Freshness ? snapshot.States : null;

    private sealed record AccountState(Role Roles, bool IsActive, string Session);

    private sealed record Snapshot(long ReadAt, IReadOnlyDictionary<Guid, AccountState> States);
}
