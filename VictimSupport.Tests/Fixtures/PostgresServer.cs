using Npgsql;

namespace VictimSupport.Tests.Fixtures;

/// <summary>
/// A throw-away PostgreSQL cluster for one run of the tests, started at the first question and stopped at the end.
/// Take it as an assembly fixture (constructor parameter) and ask for a database of your own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim starting = new(1);
    private readonly SemaphoreSlim copying = new(1);
    private readonly Dictionary<string, string> templates = new(StringComparer.Ordinal);
    private string? folder;
    private string programs = "";
    private int port;
    private int databases;

    public PostgresServer() => Current = this;

    /// <summary>The server of this run, for what is not handed one.</summary>
    public static PostgresServer Current { get; private set; } = null!;

    /// <summary>Whether the data's tests run on PostgreSQL this time, as <c>./test.sh</c> has them run a second time.</summary>
    public static bool IsAskedFor => Environment.GetEnvironmentVariable("VICTIMSUPPORT_TEST_DATABASE") == "Postgres";

    /// <summary>Makes a fresh, empty database and returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync(CancellationToken cancellation = default) => CopyAsync("template1", cancellation);

    private async Task<string> CopyAsync(string template, CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template}", connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return ConnectionString(name);
    }

    /// <summary>Makes a copy of a database that is prepared once in a run: migrating takes seconds, copying a tenth of one.</summary>
    public async Task<string> CreateCopyAsync(string what, Func<string, Task> prepare, CancellationToken cancellation = default)
    {
        await copying.WaitAsync(cancellation);
        try
        {
            if (!templates.TryGetValue(what, out var template))
            {
                var connection = await CreateDatabaseAsync(cancellation);
                await prepare(connection);
                // A template is copied only while nobody is connected to it.
                template = new NpgsqlConnectionStringBuilder(connection).Database!;
                await EndConnectionsAsync(template, cancellation);
                templates[what] = template;
            }

            return await CopyAsync(template, cancellation);
        }
        finally
        {
            copying.Release();
        }
    }

    // Whoever prepared the template wrote its connection string in its own way, so that its pool is not found by ours.
    private async Task EndConnectionsAsync(string database, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = @database", connection);
        command.Parameters.AddWithValue("database", database);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync("pg_ctl", "-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop");
            Directory.Delete(folder, recursive: true);
        }

        starting.Dispose();
        copying.Dispose();
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={port};Database={database};Username=app;Maximum Pool Size=40;Include Error Detail=false";

    private async Task StartAsync(CancellationToken cancellation)
    {
        await starting.WaitAsync(cancellation);
        try
        {
            if (folder is not null)
            {
                return;
            }

            programs = Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var v) ? v : 0).First() + "/bin"
                : throw new InvalidOperationException("PostgreSQL is not installed: run ./test.sh once.");
            var made = Directory.CreateTempSubdirectory("pg-").FullName;
            if (Environment.IsPrivilegedProcess)
            {
                await Command.RunAsync("chown", "postgres", made);
            }

            port = FreePort.Next();
            await RunAsync("initdb", "-D", made + "/data", "-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
            // Nothing here must survive a power cut, so nothing waits for the disk.
            await RunAsync("pg_ctl", "-D", made + "/data", "-w", "-t", "30", "-l", made + "/log", "-o",
                $"-c listen_addresses=127.0.0.1 -p {port} -k {made} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=500", "start");
            folder = made;
        }
        finally
        {
            starting.Release();
        }
    }

    // PostgreSQL refuses to run as root. pg_ctl leaves its server with our pipes, so its words go to a file.
    private Task<string> RunAsync(string program, params string[] arguments)
    {
        var line = $"'{programs}/{program}' {string.Join(' ', arguments.Select(a => $"'{a}'"))} >/dev/null 2>&1 </dev/null";
        return Environment.IsPrivilegedProcess
            ? Command.RunAsync("runuser", "-u", "postgres", "--", "sh", "-c", line)
            : Command.RunAsync("sh", "-c", line);
    }
}
