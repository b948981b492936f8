using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace VictimSupport.Core.Data;

// These contexts exist to own migrations only, one set for each provider; at run time there is AppDb alone.
internal sealed class SqliteMigrations(DbContextOptions<SqliteMigrations> options) : AppDb(options);

internal sealed class SqlServerMigrations(DbContextOptions<SqlServerMigrations> options) : AppDb(options);

internal sealed class PostgresMigrations(DbContextOptions<PostgresMigrations> options) : AppDb(options);

internal sealed class SqliteMigrationsFactory : IDesignTimeDbContextFactory<SqliteMigrations>
{
    public SqliteMigrations CreateDbContext(string[] args) => new(MigrationContexts.Options<SqliteMigrations>(DatabaseProvider.Sqlite, "Data Source=:memory:"));
}

internal sealed class SqlServerMigrationsFactory : IDesignTimeDbContextFactory<SqlServerMigrations>
{
    public SqlServerMigrations CreateDbContext(string[] args) => new(MigrationContexts.Options<SqlServerMigrations>(DatabaseProvider.SqlServer, "Server=design"));
}

internal sealed class PostgresMigrationsFactory : IDesignTimeDbContextFactory<PostgresMigrations>
{
    public PostgresMigrations CreateDbContext(string[] args) => new(MigrationContexts.Options<PostgresMigrations>(DatabaseProvider.Postgres, "Host=design"));
}

internal static class MigrationContexts
{
    public static DbContextOptions<TContext> Options<TContext>(DatabaseProvider provider, string connectionString)
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        builder.UseDatabase(provider, connectionString);
        return builder.Options;
    }

    /// <summary>A context that knows the migrations of a provider.</summary>
    public static AppDb Create(DatabaseProvider provider, string connectionString) => provider switch
    {
        DatabaseProvider.Sqlite => new SqliteMigrations(Options<SqliteMigrations>(provider, connectionString)),
        DatabaseProvider.SqlServer => new SqlServerMigrations(Options<SqlServerMigrations>(provider, connectionString)),
        DatabaseProvider.Postgres => new PostgresMigrations(Options<PostgresMigrations>(provider, connectionString)),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Unknown database provider"),
    };
}
