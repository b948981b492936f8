using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;
using VictimSupport.Core.Security.Keys;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Security;

/// <summary>
/// Core's security on real SQLite files in a folder of its own (on new PostgreSQL databases where <see cref="PostgresServer.IsAskedFor"/>), with a clock that the test moves.
/// </summary>
public sealed class SecurityHost : IAsyncDisposable
{
    // The databases that belong to a folder, for another server on the same ones.
    private static readonly ConcurrentDictionary<string, Dictionary<string, string?>> Databases = new(StringComparer.Ordinal);

    private SecurityHost(string folder, FakeTimeProvider time, Dictionary<string, string?>? settings)
    {
        Folder = folder;
        Time = time;
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["contentRoot"] = folder,
            ["Database:Directory"] = "data",
        }).AddInMemoryCollection(settings ?? []).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(Configuration);
        services.AddSingleton<TimeProvider>(time);
        services.AddDbContextFactory<AppDb>(options => options.UseDatabase(Provider, DataConnection));
        services.AddSecurity(Configuration);
        Services = services.BuildServiceProvider(validateScopes: true);
    }

    public string Folder { get; }

    public FakeTimeProvider Time { get; }

    public IConfiguration Configuration { get; }

    public ServiceProvider Services { get; }

    public StringWriter Output { get; } = new();

    public string DataFile => Path.Combine(Folder, "data", "data.db");

    public string KeysFile => Path.Combine(Folder, "data", "keys.db");

    private DatabaseProvider Provider => Configuration["Database:Provider"] == "Postgres" ? DatabaseProvider.Postgres : DatabaseProvider.Sqlite;

    private string DataConnection => Configuration.GetConnectionString("Data") ?? $"Data Source={DataFile}";

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public AppDb Open() => Get<IDbContextFactory<AppDb>>().CreateDbContext();

    internal KeyDb OpenKeys() => Get<IDbContextFactory<KeyDb>>().CreateDbContext();

    public static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    /// <summary>A new host in a new folder, or another server on the folder of one that is there.</summary>
    public static async Task<SecurityHost> StartAsync(string? folder = null, FakeTimeProvider? time = null, Dictionary<string, string?>? settings = null)
    {
        folder ??= Directory.CreateTempSubdirectory("victimsupport-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        if (PostgresServer.IsAskedFor)
        {
            if (!Databases.TryGetValue(folder, out var databases))
            {
                databases = Databases[folder] = await Product.PostgresSettingsAsync(PostgresServer.Current, TestContext.Current.CancellationToken);
            }

            settings = new Dictionary<string, string?>([.. databases, .. settings ?? []]);
        }

        var host = new SecurityHost(folder, time ?? Clock(), settings);
        // As the program does: the data's tables first, which the start of security writes to.
        await using var db = host.Open();
        if (host.Provider == DatabaseProvider.Sqlite)
        {
            await db.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        }

        await host.Services.PrepareSecurityAsync(host.Output, TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>All bytes of the database files, with their write-ahead logs; the shared-memory index of a log holds no data and comes and goes.</summary>
    public byte[] RawBytes()
    {
        Assert.SkipWhen(PostgresServer.IsAskedFor, "The bytes of a server's files are not ours to read.");
        return [.. LiveFiles.Read(Path.Combine(Folder, "data"), file => file.Contains(".db", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal)).SelectMany(file => file.Bytes)];
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (PostgresServer.IsAskedFor)
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
        }

        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another host on the same folder was disposed before.
        }
    }
}
