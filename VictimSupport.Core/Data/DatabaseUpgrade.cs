namespace VictimSupport.Core.Data;

/// <summary>Brings the data's database to the present shape at start.</summary>
public sealed class DatabaseUpgrade(DatabaseOptions options)
{
    /// <summary>Creates the database when it is missing and applies the migrations it lacks; several servers may start at once.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            OwnFolder.Make(options.Directory, "Database:Directory");
        }

        await DatabaseReach.MigrateAsync(() => MigrationContexts.Create(options.Provider, options.DataConnection), "ConnectionStrings:Data", cancellationToken);
    }
}
