using Microsoft.Data.Sqlite;

namespace VictimSupport.Tests.Bench;

/// <summary>The demonstration's year in a folder, made by the product itself, and the same with many times the bookings.</summary>
internal static class DemoYear
{
    /// <summary>Starts the product once so that it invents its organisation; returns the folder.</summary>
    public static async Task<string> MakeAsync(Databases databases, CancellationToken cancellationToken)
    {
        var folder = databases.NewFolder();
        Report.Progress("the product invents its demonstration year");
        await using var program = await RunningProgram.ProductAsync(folder, demo: true, cancellationToken);
        return folder;
    }

    /// <summary>
    /// Adds copies of all bookings, each copy 52 weeks further in the past, until there are <paramref name="scale"/> times as many: the weeks that are looked at
    /// stay as full as they were, and every table and index that a calendar reads is as large as after so many years.
    /// </summary>
    public static async Task<long> GrowAsync(string folder, int scale, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "data", "victimsupport.db")};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        var columns = await ColumnsAsync(connection, cancellationToken);
        var values = columns.Select(column => column switch
        {
            "Id" => "upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-7' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))",
            "Start" or "End" or "TakenUntil" or "CreatedAt" or "CancelledAt" => $"datetime(\"{column}\", '-' || ($copy * 364) || ' days')",
            _ => $"\"{column}\"",
        });
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Column names of the product's own table.
        command.CommandText = $"INSERT INTO \"Bookings\" ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) SELECT {string.Join(", ", values)} FROM \"Bookings\" WHERE \"Start\" >= $first";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$first", (string)(await ScalarAsync(connection, transaction, "SELECT min(\"Start\") FROM \"Bookings\"", cancellationToken))!);
        var number = command.Parameters.AddWithValue("$copy", 0);
        for (var copy = 1; copy < scale; copy++)
        {
            number.Value = copy;
            await command.ExecuteNonQueryAsync(cancellationToken);
            if (copy % 20 == 0)
            {
                Report.Progress($"{copy} of {scale} years of bookings");
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return (long)(await ScalarAsync(connection, null, "SELECT count(*) FROM \"Bookings\"", cancellationToken))!;
    }

    private static async Task<List<string>> ColumnsAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM pragma_table_info('Bookings')";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }

    private static async Task<object?> ScalarAsync(SqliteConnection connection, SqliteTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constant words of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
