using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Tests.Bench;

/// <summary>The whole of Core on real databases in this process, without its workers, with a small organisation to book in.</summary>
internal sealed class CoreHost : IAsyncDisposable
{
    /// <summary>A Tuesday, 09:00 in Malta: figures do not depend on the day they are taken.</summary>
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 24, 8, 0);
    private readonly ServiceProvider _services;

    private CoreHost(ServiceProvider services, DatabaseOptions options) => (_services, Options) = (services, options);

    public static Actor Coordinator { get; } = new(new Guid("00000000-0000-4000-8000-00000000000c"), "Cora", Role.Coordinator | Role.TeamManager);

    public DatabaseOptions Options { get; }

    public IReadOnlyList<Guid> Rooms { get; private set; } = [];

    public IReadOnlyList<Guid> Practitioners { get; private set; } = [];

    public IReadOnlyList<Guid> Cases { get; private set; } = [];

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Migrates empty databases and adds as many rooms and practitioners as people book at once, and ten cases for each.</summary>
    public static async Task<CoreHost> StartAsync(Dictionary<string, string?> settings, int people, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(new StillClock(Now));
        services.AddVictimSupport(configuration);
        var provider = services.BuildServiceProvider(validateScopes: true);
        await provider.PrepareAsync(TextWriter.Null, cancellationToken);
        var host = new CoreHost(provider, provider.GetRequiredService<DatabaseOptions>());
        await host.AddOrganisationAsync(people, cancellationToken);
        return host;
    }

    /// <summary>The start of the n-th opening hour from tomorrow on: 11 a day, Monday to Saturday.</summary>
    public static Instant Hour(int index)
    {
        var (days, hour) = Math.DivRem(index, 11);
        var (weeks, day) = Math.DivRem(days, 6);
        var zone = DateTimeZoneProviders.Tzdb["Europe/Malta"];
        return new LocalDate(2026, 11, 30).PlusWeeks(weeks).PlusDays(day).At(new LocalTime(9 + hour, 0)).InZoneStrictly(zone).ToInstant();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task AddOrganisationAsync(int people, CancellationToken cancellationToken)
    {
        var rooms = Enumerable.Range(0, people).Select(index => new Room
        {
            Id = Guid.CreateVersion7(), Kind = RoomKind.Online, Letter = ((char)('A' + index)).ToString(), Name = $"Room {index}", Colour = "teal", Order = index,
            VideoAddress = $"https://doxy.me/bench-{index}", MailboxAddress = $"room-{index}@demo.example", CalendarId = $"room-{index}@calendar.demo.example",
        }).ToList();
        var practitioners = rooms.Select((_, index) => new Practitioner { Id = Guid.CreateVersion7(), WorkingName = $"Practitioner {index}", Kind = PractitionerKind.Therapist }).ToList();
        await using (var db = await Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken))
        {
            db.AddRange(rooms);
            db.AddRange(practitioners);
            await db.OrganisationSettings.ExecuteUpdateAsync(set => set.SetProperty(row => row.Stamp, row => row.Stamp + 1), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        var cases = new List<Guid>();
        foreach (var index in Enumerable.Range(0, people * 10))
        {
            var form = new CaseForm($"Invented {index}", "en", SupportMode.Online, practitioners[index % people].Id, new SafeContactForm(Email: $"person{index}@mailbox.example", EmailIsConfirmed: true));
            cases.Add((await Get<CaseFiles>().CreateAsync(Coordinator, form, cancellationToken)).Value!.Id);
        }

        (Rooms, Practitioners, Cases) = ([.. rooms.Select(room => room.Id)], [.. practitioners.Select(person => person.Id)], cases);
    }

    private sealed class StillClock(Instant now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}
