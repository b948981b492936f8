using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace VictimSupport.Core.Data;

/// <summary>Chooses and prepares the provider of a context; the one place that knows their differences.</summary>
public static class DatabaseSetup
{
    /// <summary>Configures a context for a provider; SQLite connections are made durable and forgetful (<c>safety.md</c>: WAL, FULL, secure_delete).</summary>
    public static DbContextOptionsBuilder UseDatabase(this DbContextOptionsBuilder builder, DatabaseProvider provider, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // A command that failed names its table, and a save that lost a race tells what was going on: whoever asked says what may be said.
        builder.ConfigureWarnings(events => events.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
        return provider switch
        {
            DatabaseProvider.Sqlite => builder.UseSqlite(connectionString).AddInterceptors(SqlitePragmas.Instance, SqliteWriters.Of(connectionString)),
            DatabaseProvider.SqlServer => builder.UseSqlServer(connectionString),
            DatabaseProvider.Postgres => builder.UseNpgsql(Prepared(connectionString)),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Unknown database provider"),
        };
    }

    /// <summary>
    /// PostgreSQL plans a statement once for each connection, not each time it is sent, and a connection that keeps no state needs no reset:
    /// together they double the bookings a second. What the administrator wrote wins (a proxy such as pgbouncer may want "Max Auto Prepare=0").
    /// </summary>
    private static string Prepared(string connectionString)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (var (key, value) in new[] { ("Max Auto Prepare", "100"), ("Auto Prepare Min Usages", "2"), ("No Reset On Close", "true") })
        {
            if (!settings.ContainsKey(key))
            {
                settings[key] = value;
            }
        }

        return settings.ConnectionString;
    }

    /// <summary>Whether a failed save broke a unique key, on any provider.</summary>
    public static bool IsUniqueViolation(DbException? exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 1555 or 2067,
        Npgsql.PostgresException postgres => postgres.SqlState == Npgsql.PostgresErrorCodes.UniqueViolation,
        Microsoft.Data.SqlClient.SqlException server => server.Number is 2601 or 2627,
        _ => false,
    };

    /// <summary>
    /// Whether the database asks to try the same transaction again (deadlock, serialisation, busy), however deep its answer is wrapped:
    /// the providers of the servers put it into an <see cref="InvalidOperationException"/> of advice.
    /// </summary>
    public static bool IsTransient(Exception? exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6,
        Npgsql.PostgresException postgres => postgres.SqlState is Npgsql.PostgresErrorCodes.DeadlockDetected or Npgsql.PostgresErrorCodes.SerializationFailure,
        Microsoft.Data.SqlClient.SqlException server => server.Number is 1205,
        DbUpdateException or InvalidOperationException => IsTransient(exception.InnerException),
        _ => false,
    };

    extension(DbUpdateException exception)
    {
        /// <summary>Whether a unique key refused this save.</summary>
        public bool IsUniqueViolation => IsUniqueViolation(exception.InnerException as DbException);

        /// <summary>Whether the same transaction may succeed when tried again.</summary>
        public bool IsTransient => IsTransient(exception.InnerException);
    }
}
