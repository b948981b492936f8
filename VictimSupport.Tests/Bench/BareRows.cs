using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using VictimSupport.Core.Data;

namespace VictimSupport.Tests.Bench;

/// <summary>The rows of one table that belong to a booking, as the driver gives them.</summary>
internal sealed record BareTable(string Insert, IReadOnlyList<object[]> Rows);

/// <summary>All rows that one booking wrote: booking, quarter hours, deliveries, audit, change.</summary>
internal sealed record BareBooking(IReadOnlyList<BareTable> Tables);

/// <summary>
/// The reference: takes the rows of bookings out of a database and inserts them again with the bare driver, one transaction for each booking,
/// one statement for each table. Each worker keeps its connection; on SQLite they take turns, because waiting for its lock would only slow them.
/// </summary>
internal sealed class BareRows(Func<DbConnection> connect, bool isSqlite)
{
    private static readonly (string Table, string Owner)[] Tables =
    [
        ("Bookings", "\"Id\""), ("BookedSlots", "\"HolderId\""), ("OutboxMessages", "\"BookingId\""),
        ("AuditEntries", "\"SubjectId\""), ("CalendarChanges", "(SELECT b.\"Id\" FROM \"Bookings\" b WHERE b.\"RoomId\" = t.\"RoomId\" AND b.\"Start\" = t.\"Start\")"),
    ];

    private static readonly SemaphoreSlim Turn = new(1);

    public static BareRows For(DatabaseOptions options) => options.Provider == DatabaseProvider.Sqlite
        ? new BareRows(() => new SqliteConnection(options.DataConnection), isSqlite: true)
        : new BareRows(() => new NpgsqlConnection(options.DataConnection), isSqlite: false);

    /// <summary>Reads what all bookings of the database consist of, and removes it.</summary>
    public async Task<IReadOnlyList<BareBooking>> TakeOutAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var bookings = new Dictionary<object, List<BareTable>>();
        foreach (var (table, owner) in Tables)
        {
            foreach (var (booking, rows) in await ReadAsync(connection, table, owner, cancellationToken))
            {
                if (!bookings.TryGetValue(booking, out var tables))
                {
                    bookings[booking] = tables = [];
                }

                tables.Add(rows);
            }
        }

        foreach (var (table, owner) in Tables.Reverse())
        {
            await ExecuteAsync(connection, $"DELETE FROM \"{table}\" AS t WHERE {owner} IN (SELECT \"Id\" FROM \"Bookings\")", cancellationToken);
        }

        await ExecuteAsync(connection, isSqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM", cancellationToken);
        return [.. bookings.Values.Select(tables => new BareBooking(tables))];
    }

    /// <summary>Inserts bookings one after another on one connection, each in a transaction of its own.</summary>
    public async Task InsertAsync(IReadOnlyList<BareBooking> bookings, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        foreach (var booking in bookings)
        {
            await InsertAsync(connection, [booking], cancellationToken);
        }
    }

    /// <summary>Inserts bookings in one transaction, as a series is.</summary>
    public async Task InsertTogetherAsync(IReadOnlyList<BareBooking> bookings, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await InsertAsync(connection, bookings, cancellationToken);
    }

    private async Task InsertAsync(DbConnection connection, IReadOnlyList<BareBooking> bookings, CancellationToken cancellationToken)
    {
        if (isSqlite)
        {
            await Turn.WaitAsync(cancellationToken);
        }

        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, transaction, [.. bookings.SelectMany(booking => booking.Tables)], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            if (isSqlite)
            {
                Turn.Release();
            }
        }
    }

    // The statements are made here of the product's own table and column names.
#pragma warning disable CA2100
    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<BareTable> tables, CancellationToken cancellationToken)
    {
        if (connection.CanCreateBatch)
        {
            await using var batch = connection.CreateBatch();
            batch.Transaction = transaction;
            foreach (var table in tables)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = table.Insert;
                Fill(command.Parameters, command.CreateParameter, table.Rows, named: false);
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        foreach (var table in tables)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = table.Insert;
            Fill(command.Parameters, command.CreateParameter, table.Rows, named: true);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void Fill(DbParameterCollection parameters, Func<DbParameter> create, IReadOnlyList<object[]> rows, bool named)
    {
        foreach (var value in rows.SelectMany(row => row))
        {
            var parameter = create();
            parameter.Value = value;
            if (named)
            {
                parameter.ParameterName = FormattableString.Invariant($"${parameters.Count + 1}");
            }

            parameters.Add(parameter);
        }
    }

    private static async Task<IEnumerable<KeyValuePair<object, BareTable>>> ReadAsync(DbConnection connection, string table, string owner, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {owner} AS owner, t.* FROM \"{table}\" AS t WHERE {owner} IN (SELECT \"Id\" FROM \"Bookings\")";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        // Sequences are the database's to give.
        var columns = Enumerable.Range(1, reader.FieldCount - 1).Where(column => reader.GetName(column) != "Sequence").ToList();
        var names = string.Join(", ", columns.Select(column => $"\"{reader.GetName(column)}\""));
        var rows = new List<(object Owner, object[] Values)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetValue(0), [.. columns.Select(reader.GetValue)]));
        }

        return rows.GroupBy(row => row.Owner, row => row.Values)
            .Select(group => KeyValuePair.Create(group.Key, new BareTable(Insert(table, names, group.Count(), columns.Count), [.. group])));
    }

    private static string Insert(string table, string names, int rows, int columns) =>
        $"INSERT INTO \"{table}\" ({names}) VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", Enumerable.Range(row * columns + 1, columns).Select(number => $"${number}"))})"))}";

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
#pragma warning restore CA2100

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = connect();
        await connection.OpenAsync(cancellationToken);
        if (isSqlite)
        {
            await ExecuteAsync(connection, "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000;", cancellationToken);
        }

        return connection;
    }
}
