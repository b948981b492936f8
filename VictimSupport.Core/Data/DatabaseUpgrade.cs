namespace VictimSupport.Core.Data;

/// <summary>Brings the data's database to the present shape at start.</summary>
public sealed class DatabaseUpgrade(DatabaseOptions options)
{
    /// <summary>Creates the database when it is missing and applies the migrations it lacks; several servers may start at once.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            Directory.CreateDirectory(options.Directory);
        }

        await using var db = MigrationContexts.Create(options.Provider, options.DataConnection);
        await Upgrading.ApplyAsync(db, cancellationToken);
    }
}
