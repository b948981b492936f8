using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Scheduling;

public sealed class SqliteFreedTimesTests : FreedTimesTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync();
}

public sealed class PostgresFreedTimesTests(PostgresServer postgres) : FreedTimesTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync(postgres);
}

/// <summary>Who on the list could have Wednesday the 25th at ten in room A.</summary>
public abstract class FreedTimesTests : IAsyncLifetime
{
    private static readonly Instant Ten = Product.At(2026, 11, 25, 10);
    private Product _product = null!;
    private Seeded _seeded = null!;
    private WaitingDesk _desk = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<Product> StartAsync();

    public async ValueTask InitializeAsync()
    {
        _product = await StartAsync();
        _seeded = await _product.SeedAsync();
        _desk = new WaitingDesk(_product, _seeded);
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task Those_of_the_rooms_mode_fit_in_the_lists_order()
    {
        var first = await _desk.AddAsync(0);
        _product.Time.Advance(TimeSpan.FromMinutes(1));
        var urgent = await _desk.AddAsync(1);
        await _desk.UrgentAsync(urgent);
        var inPerson = await _desk.AddAsync(2);

        Assert.Equal([urgent, first], Ids(await AskAsync()));
        Assert.Equal([inPerson], Ids(await AskAsync(room: 4)));
        Assert.All(await AskAsync(), fit => Assert.Equal(_seeded.Practitioners[0].Id, fit.PractitionerId));
    }

    [Fact]
    public async Task The_whole_session_has_to_lie_within_a_wished_time_and_before_the_day_after_which_it_is_useless()
    {
        await _desk.AddAsync(0, new WaitingWishes(Hours: [WaitingDesk.On(IsoDayOfWeek.Tuesday, 9, 20), WaitingDesk.On(IsoDayOfWeek.Wednesday, 9, 11)], UselessAfter: new LocalDate(2026, 11, 25)));

        Assert.Single(await AskAsync());
        Assert.Empty(await AskAsync(Ten + Duration.FromMinutes(15)));
        Assert.Empty(await AskAsync(Ten - Duration.FromMinutes(75)));
        Assert.Empty(await AskAsync(Ten + Duration.FromDays(7)));
        Assert.Empty(await AskAsync(Ten + Duration.FromDays(1)));
    }

    [Fact]
    public async Task A_wished_practitioner_has_to_be_free_and_where_anyone_will_do_another_one_steps_in()
    {
        var (only, anyone) = (await _desk.AddAsync(0, new WaitingWishes(_seeded.Practitioners[0].Id)), await _desk.AddAsync(1));
        await _desk.BookAsync(2, _seeded.Slot(Ten, 4, 0, SupportMode.InPerson));

        var fit = Assert.Single(await AskAsync());
        Assert.Equal(anyone, fit.Row.Id);
        Assert.NotEqual(_seeded.Practitioners[0].Id, fit.PractitionerId);
        Assert.Contains(only, Ids(await AskAsync(Ten + Duration.FromHours(1))));
    }

    [Fact]
    public async Task Nobody_fits_a_time_that_is_taken_or_that_the_rules_forbid_nor_a_client_who_has_a_session_then()
    {
        await _desk.AddAsync(0);
        await _desk.AddAsync(1);
        await _desk.HybridAsync(1);
        await _desk.BookAsync(1, _seeded.Slot(Ten, 4, 1, SupportMode.InPerson));
        Assert.Equal([_seeded.Cases[0].Id], (await AskAsync()).Select(fit => fit.Row.CaseId));

        Assert.Empty(await AskAsync(Ten - Duration.FromDays(2)));
        Assert.Empty(await AskAsync(Product.At(2026, 11, 25, 22)));
        Assert.Empty(await _product.Get<FreedTimes>().WhoFitsAsync(Product.Coordinator, Guid.NewGuid(), Ten, 50, Token));
        await _desk.BookAsync(1, _seeded.Slot(Ten + Duration.FromHours(3)));
        Assert.Empty(await AskAsync(Ten + Duration.FromHours(3)));
    }

    [Fact]
    public async Task A_case_that_the_gate_keeps_back_and_one_the_reader_is_kept_out_of_are_not_named()
    {
        await _desk.AddAsync(0);
        await _desk.AddAsync(1);
        var file = _seeded.Cases[0];
        Assert.True((await _product.Get<CaseFiles>().ChangeAsync(Product.TeamManager, new CaseChange(file.Id, file.Version, "en", SupportMode.InPerson, file.PractitionerId), Token)).IsDone);
        Assert.Equal([_seeded.Cases[1].Id], (await AskAsync()).Select(fit => fit.Row.CaseId));

        await _desk.KeepOutAsync(Product.Coordinator, 1);
        Assert.Empty(await AskAsync());
        await Assert.ThrowsAsync<AccessDeniedException>(() => _product.Get<FreedTimes>().WhoFitsAsync(Product.Volunteer, _seeded.Rooms[0].Id, Ten, 50, Token));
    }

    [Fact]
    public async Task At_most_twenty_are_named()
    {
        await using (var db = _product.Open())
        {
            db.WaitingEntries.AddRange(Enumerable.Range(0, 30).Select(index => new WaitingEntry { Id = Guid.CreateVersion7(), CaseId = _seeded.Cases[index % 2].Id, Since = Ten - Duration.FromDays(index), Mode = SupportMode.Online, ByName = "Cora" }));
            await db.SaveChangesAsync(Token);
        }

        Assert.Equal(FreedTimes.Most, (await AskAsync()).Count);
    }

    private static IEnumerable<Guid> Ids(IEnumerable<WaitingFit> fits) => fits.Select(fit => fit.Row.Id);

    private Task<IReadOnlyList<WaitingFit>> AskAsync(Instant? start = null, int room = 0) =>
        _product.Get<FreedTimes>().WhoFitsAsync(Product.Coordinator, _seeded.Rooms[room].Id, start ?? Ten, 50, Token);
}
