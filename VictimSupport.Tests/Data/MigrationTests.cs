using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using VictimSupport.Core.Data;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Data;

public sealed class MigrationTests
{
    public static TheoryData<DatabaseProvider, string> Providers => new()
    {
        { DatabaseProvider.Sqlite, "Data Source=:memory:" },
        { DatabaseProvider.SqlServer, "Server=none" },
        { DatabaseProvider.Postgres, "Host=none" },
    };

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_change_of_the_model_has_a_migration(DatabaseProvider provider, string connection)
    {
        using var db = MigrationContexts.Create(provider, connection);

        Assert.False(db.Database.HasPendingModelChanges(), $"{provider}: run scripts/add-migration.sh NAME");
    }

    [Fact]
    public void The_script_for_SQL_Server_is_valid_Transact_SQL()
    {
        using var db = MigrationContexts.Create(DatabaseProvider.SqlServer, "Server=none");
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        using var reader = new StringReader(script);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);

        Assert.Contains("CREATE TABLE [Bookings]", script, StringComparison.Ordinal);
        Assert.Empty(errors.Select(error => $"line {error.Line}: {error.Message}"));
    }

    [Fact]
    public void SQL_Servers_limits_that_no_parser_sees_are_kept()
    {
        using var db = MigrationContexts.Create(DatabaseProvider.SqlServer, "Server=none");
        var model = db.GetService<IDesignTimeModel>().Model;

        Assert.Empty(model.GetEntityTypes().SelectMany(TooLongKeys));
        Assert.Empty(model.GetEntityTypes().Where(HasTwoCascadesFromOneRoot).Select(type => type.Name));
    }

    [Fact]
    public async Task A_server_killed_while_it_upgraded_holds_up_no_later_start()
    {
        using var folder = new TemporaryFolder();
        await using var db = MigrationContexts.Create(DatabaseProvider.Sqlite, $"Data Source={folder.File("data.db")};Pooling=False");
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT INTO __EFMigrationsLock VALUES (1, '2026-11-24 08:00:00')", TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));

        await Upgrading.ApplyAsync(db, limit.Token);

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(limit.Token));
    }

    // An index holds 1,700 bytes at most, a clustered primary key 900. A passkey's credential id is 1,023 bytes at most by its standard and 64 in practice;
    // SQL Server warns when such a key is made and refuses only a row that is in fact longer.
    private static IEnumerable<string> TooLongKeys(IEntityType type) =>
        type.GetIndexes().Where(index => index.Properties.Sum(Bytes) > 1700).Select(index => $"{type.GetTableName()}.{index.GetDatabaseName()}")
            .Concat(type.GetKeys().Where(key => key.GetName() is not null && key.Properties.Sum(Bytes) > (key.DeclaringEntityType.GetTableName() == "AccountPasskeys" ? 1700 : 900)).Select(key => $"{type.GetTableName()}.{key.GetName()}"));

    private static int Bytes(IProperty property)
    {
        var stored = property.GetTypeMapping();
        var type = stored.Converter?.ProviderClrType ?? property.ClrType;
        return type == typeof(string) ? (property.GetMaxLength() ?? 8000) * (property.IsUnicode() == false ? 1 : 2)
            : type == typeof(byte[]) ? property.GetMaxLength() ?? 8000
            : 16;
    }

    private static bool HasTwoCascadesFromOneRoot(IEntityType type) =>
        type.GetForeignKeys().Where(key => key.DeleteBehavior == DeleteBehavior.Cascade).SelectMany(key => Roots(key.PrincipalEntityType, 0)).GroupBy(root => root).Any(group => group.Count() > 1);

    private static IEnumerable<IEntityType> Roots(IEntityType type, int depth) =>
        depth > 10 ? throw new InvalidOperationException("cascades run in a circle") : [type, .. type.GetForeignKeys().Where(key => key.DeleteBehavior == DeleteBehavior.Cascade).SelectMany(key => Roots(key.PrincipalEntityType, depth + 1))];

    [Theory]
    [InlineData("rubbish", "is not a connection string")]
    [InlineData("Host=127.0.0.1;Port=9;Password=canary-password", "cannot be used")]
    public async Task A_database_that_cannot_be_used_stops_the_program_with_the_setting_and_without_its_password(string connection, string problem)
    {
        var upgrade = new DatabaseUpgrade(new DatabaseOptions(DatabaseProvider.Postgres, Path.GetTempPath(), connection));

        var exception = await Assert.ThrowsAsync<SettingException>(() => upgrade.ApplyAsync(TestContext.Current.CancellationToken));

        Assert.Equal("ConnectionStrings:Data", exception.Setting);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-password", exception.Message, StringComparison.Ordinal);
    }
}
