using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.Configuration;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys.Migrations;

/// <summary>Owns the key database's migrations for SQLite.</summary>
public sealed class SqliteKeyMigrations(DbContextOptions<SqliteKeyMigrations> options) : KeyDb(options);

/// <summary>Owns the key database's migrations for SQL Server.</summary>
public sealed class SqlServerKeyMigrations(DbContextOptions<SqlServerKeyMigrations> options) : KeyDb(options);

/// <summary>Owns the key database's migrations for PostgreSQL.</summary>
public sealed class PostgresKeyMigrations(DbContextOptions<PostgresKeyMigrations> options) : KeyDb(options);

/// <summary>Makes the contexts that own migrations; at run time they exist only to apply them.</summary>
internal static class KeyMigrations
{
    /// <summary>Brings the key database up to this version of the program.</summary>
    public static async Task ApplyAsync(IConfiguration configuration, KeyPlaces places, CancellationToken cancellationToken)
    {
        var (provider, connection) = KeyDbConnection.Of(configuration, places);
        await DatabaseReach.MigrateAsync(() => Create(provider, connection), "ConnectionStrings:Keys", cancellationToken);
    }

    public static KeyDb Create(DatabaseProvider provider, string connection) => provider switch
    {
        DatabaseProvider.Sqlite => new SqliteKeyMigrations(Options<SqliteKeyMigrations>(provider, connection)),
        DatabaseProvider.SqlServer => new SqlServerKeyMigrations(Options<SqlServerKeyMigrations>(provider, connection)),
        DatabaseProvider.Postgres => new PostgresKeyMigrations(Options<PostgresKeyMigrations>(provider, connection)),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Unknown database provider"),
    };

    private static DbContextOptions<T> Options<T>(DatabaseProvider provider, string connection) where T : KeyDb =>
        (DbContextOptions<T>)new DbContextOptionsBuilder<T>().UseDatabase(provider, connection).Options;
}

internal sealed class SqliteKeyDesign : IDesignTimeDbContextFactory<SqliteKeyMigrations>
{
    public SqliteKeyMigrations CreateDbContext(string[] args) => (SqliteKeyMigrations)KeyMigrations.Create(DatabaseProvider.Sqlite, "Data Source=design.db");
}

internal sealed class SqlServerKeyDesign : IDesignTimeDbContextFactory<SqlServerKeyMigrations>
{
    public SqlServerKeyMigrations CreateDbContext(string[] args) => (SqlServerKeyMigrations)KeyMigrations.Create(DatabaseProvider.SqlServer, "Server=design;Database=design");
}

internal sealed class PostgresKeyDesign : IDesignTimeDbContextFactory<PostgresKeyMigrations>
{
    public PostgresKeyMigrations CreateDbContext(string[] args) => (PostgresKeyMigrations)KeyMigrations.Create(DatabaseProvider.Postgres, "Host=design;Database=design");
}
