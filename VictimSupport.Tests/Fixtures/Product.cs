using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using VictimSupport.Core;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Demo;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Core.Security.Keys.Migrations;
using VictimSupport.Tests.Worker;

namespace VictimSupport.Tests.Fixtures;

/// <summary>The whole of Core on real databases in a folder of its own, with a clock that the test moves and no worker running by itself.</summary>
public sealed class Product : IAsyncDisposable
{
    private readonly TemporaryFolder? _owned;

    private Product(ServiceProvider services, FakeTimeProvider time, string folder, TemporaryFolder? owned, IReadOnlyDictionary<string, string?> settings)
    {
        Services = services;
        Time = time;
        Folder = folder;
        _owned = owned;
        Settings = settings;
    }

    public ServiceProvider Services { get; }

    /// <summary>Tuesday 24 November 2026, 08:00 UTC (09:00 in Malta), until the test moves it.</summary>
    public FakeTimeProvider Time { get; }

    public string Folder { get; }

    /// <summary>The settings, to start another server on the same databases with.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    public static Actor Coordinator { get; } = new(new Guid("00000000-0000-4000-8000-00000000000c"), "Cora", Role.Coordinator);

    public static Actor TeamManager { get; } = new(new Guid("00000000-0000-4000-8000-00000000000d"), "Amira", Role.TeamManager);

    public static Actor Volunteer { get; } = new(new Guid("00000000-0000-4000-8000-00000000000e"), "Nina", Role.Volunteer);

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public AppDb Open() => Get<IDbContextFactory<AppDb>>().CreateDbContext();

    /// <summary>Starts on a new SQLite file (on a new PostgreSQL database where <see cref="PostgresServer.IsAskedFor"/>), or on the settings given (PostgreSQL, another server on the same folder).</summary>
    public static async Task<Product> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, FakeTimeProvider? time = null, Action<IServiceCollection>? more = null)
    {
        var owned = settings?.ContainsKey("contentRoot") == true ? null : new TemporaryFolder();
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>());
        if (owned is not null)
        {
            all["contentRoot"] = owned.Path;
            if (PostgresServer.IsAskedFor && !all.ContainsKey("Database:Provider"))
            {
                foreach (var (key, value) in await PostgresSettingsAsync(PostgresServer.Current, TestContext.Current.CancellationToken))
                {
                    all[key] = value;
                }
            }
        }

        time ??= new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(time);
        services.AddVictimSupport(configuration);
        more?.Invoke(services);
        var provider = services.BuildServiceProvider(validateScopes: true);
        await provider.PrepareAsync(TextWriter.Null, TestContext.Current.CancellationToken);
        return new Product(provider, time, all["contentRoot"]!, owned, all);
    }

    /// <summary>Starts on a new PostgreSQL database.</summary>
    public static async Task<Product> StartAsync(PostgresServer postgres, FakeTimeProvider? time = null, Action<IServiceCollection>? more = null) => await StartAsync(
        await PostgresSettingsAsync(postgres, TestContext.Current.CancellationToken), time, more);

    /// <summary>The settings for new databases of the server, migrated and empty.</summary>
    public static async Task<Dictionary<string, string?>> PostgresSettingsAsync(PostgresServer postgres, CancellationToken cancellation) => new()
    {
        ["Database:Provider"] = "Postgres",
        ["ConnectionStrings:Data"] = await postgres.CreateCopyAsync("data", connection => MigrateAsync(MigrationContexts.Create(DatabaseProvider.Postgres, connection), cancellation), cancellation),
        ["ConnectionStrings:Keys"] = await postgres.CreateCopyAsync("keys", connection => MigrateAsync(KeyMigrations.Create(DatabaseProvider.Postgres, connection), cancellation), cancellation),
    };

    private static async Task MigrateAsync(DbContext context, CancellationToken cancellation)
    {
        await using var db = context;
        await db.Database.MigrateAsync(cancellation);
    }

    /// <summary>Adds rooms A–D online and E in person, practitioners Dana, Piotr and Nina, and four open cases, the last two in person and without a safe address.</summary>
    public async Task<Seeded> SeedAsync()
    {
        var rooms = new List<Room>();
        await using (var db = Open())
        {
            for (var index = 0; index < 5; index++)
            {
                var letter = ((char)('A' + index)).ToString();
                var isOnline = index < 4;
                rooms.Add(new Room
                {
                    Id = Guid.CreateVersion7(), Kind = isOnline ? RoomKind.Online : RoomKind.InPerson, Letter = letter, Name = $"Room {letter}", Colour = RoomDirectory.Colours[index], Order = index,
                    VideoAddress = isOnline ? $"https://doxy.me/room-{letter.ToLowerInvariant()}" : null, Passcode = isOnline ? "2468" : null,
                    MailboxAddress = isOnline ? $"room-{letter.ToLowerInvariant()}@vs.test" : null, CalendarId = isOnline ? $"room-{letter.ToLowerInvariant()}@calendar.test" : null,
                    Place = isOnline ? null : "Ground floor",
                });
            }

            db.Rooms.AddRange(rooms);
            db.Practitioners.AddRange(new[] { "Dana", "Piotr", "Nina" }.Select(name => new Practitioner { Id = Guid.CreateVersion7(), WorkingName = name, Kind = PractitionerKind.Therapist, Email = $"{name.ToLowerInvariant()}@vs.test" }));
            await db.OrganisationSettings.ExecuteUpdateAsync(set => set.SetProperty(row => row.Stamp, row => row.Stamp + 1));
            await db.SaveChangesAsync();
        }

        await using var read = Open();
        var practitioners = await read.Practitioners.OrderBy(row => row.WorkingName).ToListAsync();
        var cases = new List<CaseRow>();
        for (var index = 0; index < 4; index++)
        {
            var made = await Get<CaseFiles>().CreateAsync(
                TeamManager,
                new CaseForm($"Canary-Name-{index}", "en", index < 2 ? SupportMode.Online : SupportMode.InPerson, practitioners[0].Id, new SafeContactForm(
                    Email: $"canary-mail-{index}@vs.test", EmailIsConfirmed: index < 2, Telephone: $"+44 7700 90012{index}", TelephoneIsConfirmed: true,
                    Words: "Canary-Words", CodeWord: "Canary-Code", DuressWord: "Canary-Duress")),
                TestContext.Current.CancellationToken);
            Assert.True(made.IsDone, made.Refusal?.Words);
            cases.Add(made.Value);
        }

        await using var opening = Open();
        await OpenedCases.OpenAllAsync(opening, TestContext.Current.CancellationToken);
        return new Seeded(rooms, practitioners, [.. cases.Select(row => row with { State = CaseState.Open })]);
    }

    /// <summary>Compares perpetrators with everybody until nothing is marked any more, as the worker does within a second.</summary>
    public async Task CompareAsync()
    {
        while (await Get<PerpetratorMatching>().CompareAsync(TestContext.Current.CancellationToken) > 0)
        {
            // A look takes a few hundred.
        }
    }

    /// <summary>The instant of a local time in Malta.</summary>
    public static Instant At(int year, int month, int day, int hour, int minute = 0) =>
        DateTimeZoneProviders.Tzdb["Europe/Malta"].AtStrictly(new LocalDateTime(year, month, day, hour, minute)).ToInstant();

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (PostgresServer.IsAskedFor)
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
        }

        _owned?.Dispose();
    }
}

/// <summary>What <see cref="Product.SeedAsync"/> made.</summary>
public sealed record Seeded(IReadOnlyList<Room> Rooms, IReadOnlyList<Practitioner> Practitioners, IReadOnlyList<CaseRow> Cases)
{
    /// <summary>An online slot with the first practitioner in room A unless said otherwise.</summary>
    public Slot Slot(Instant start, int room = 0, int practitioner = 0, SupportMode mode = SupportMode.Online, bool outOfHours = false) =>
        new(Rooms[room].Id, Practitioners[practitioner].Id, start, mode, null, outOfHours);

    /// <summary>Orders for a process of the product on the same databases: the online rooms, every practitioner and the two cases that may be seen online.</summary>
    public Orders Orders(string mode, Product product) => new(
        mode, product.Settings, product.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Rooms: [.. Rooms.Take(4).Select(room => room.Id)], Practitioners: [.. Practitioners.Select(row => row.Id)], Cases: [.. Cases.Take(2).Select(row => row.Id)]);
}
