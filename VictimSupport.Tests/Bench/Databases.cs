using Npgsql;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Bench;

/// <summary>Empty databases to measure on: SQLite files in a temporary folder, and a PostgreSQL server that is given or thrown away.</summary>
internal sealed class Databases(BenchLine line) : IAsyncDisposable
{
    private readonly PostgresServer _postgres = new();
    private readonly List<TemporaryFolder> _folders = [];
    private readonly List<string> _made = [];

    /// <summary>A folder that is gone at the end.</summary>
    public string NewFolder()
    {
        var folder = new TemporaryFolder("vs-bench");
        _folders.Add(folder);
        return folder.Path;
    }

    /// <summary>Settings for the whole of Core on new, empty databases.</summary>
    public async Task<Dictionary<string, string?>> NewAsync(bool postgres, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?> { ["contentRoot"] = NewFolder() };
        if (postgres)
        {
            settings["Database:Provider"] = "Postgres";
            settings["ConnectionStrings:Data"] = await NewPostgresAsync(cancellationToken);
            settings["ConnectionStrings:Keys"] = await NewPostgresAsync(cancellationToken);
        }

        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var name in _made)
        {
            await OnServerAsync($"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);
        }

        await _postgres.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folders.ForEach(folder => folder.Dispose());
    }

    private async Task<string> NewPostgresAsync(CancellationToken cancellationToken)
    {
        if (line.Postgres is null)
        {
            return await _postgres.CreateDatabaseAsync(cancellationToken);
        }

        var name = $"vs_bench_{Guid.NewGuid():N}";
        await OnServerAsync($"CREATE DATABASE {name}", cancellationToken);
        _made.Add(name);
        return new NpgsqlConnectionStringBuilder(line.Postgres) { Database = name }.ConnectionString;
    }

    private async Task OnServerAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(line.Postgres);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        // The name is made above of letters and digits.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
