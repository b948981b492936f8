using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace VictimSupport.Core.Data;

/// <summary>
/// Lets one transaction of this process into an SQLite file at a time, in order of arrival: SQLite has one writer,
/// and its driver answers a busy file by sleeping, which would leave the file idle under load.
/// Other processes still wait by SQLite's own lock.
/// </summary>
internal sealed class SqliteWriters : DbTransactionInterceptor, IDbConnectionInterceptor, IDisposable
{
    private static readonly ConcurrentDictionary<string, SqliteWriters> Files = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConditionalWeakTable<DbConnection, object> _holders = [];
    private static readonly object Held = new();

    public static SqliteWriters Of(string connectionString) => Files.GetOrAdd(connectionString, _ => new SqliteWriters());

    public override InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        _gate.Wait();
        return Begin(connection, eventData);
    }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        return Begin(connection, eventData);
    }

    // Begun here so that a failing BEGIN gives the gate back: no interception follows one.
    private InterceptionResult<DbTransaction> Begin(DbConnection connection, TransactionStartingEventData eventData)
    {
        try
        {
            var transaction = connection.BeginTransaction(eventData.IsolationLevel);
            _holders.Add(connection, Held);
            return InterceptionResult<DbTransaction>.SuppressWithResult(transaction);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Leave(eventData.Context!.Database.GetDbConnection());

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Leave(eventData.Context!.Database.GetDbConnection());
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Leave(eventData.Context!.Database.GetDbConnection());

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Leave(eventData.Context!.Database.GetDbConnection());
        return Task.CompletedTask;
    }

    // A transaction that is only disposed tells nobody; its connection, closed with it, does.
    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Leave(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Leave(connection);
        return Task.CompletedTask;
    }

    public void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => Leave(connection);

    public Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Leave(connection);
        return Task.CompletedTask;
    }

    public void Dispose() => _gate.Dispose();

    private void Leave(DbConnection connection)
    {
        if (_holders.Remove(connection))
        {
            _gate.Release();
        }
    }
}
