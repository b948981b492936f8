using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using NodaTime;
using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Blazor.Components.Staff.RoomCalendars;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Components.RoomCalendars;

/// <summary>The rooms' grid, the telephone's list and the answer to a move, drawn from a real database at 09:00 on Tuesday 24 November 2026.</summary>
public sealed class CalendarTests : IAsyncLifetime
{
    private static readonly LocalDate Tomorrow = new(2026, 11, 25);
    private readonly BunitContext _screen = new();
    private Product _product = default!;
    private Seeded _seeded = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.Services.AddLogging();
        _screen.Services.AddLocalization();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddSingleton(_product.Get<Scheduler>());
        _screen.Services.AddSingleton(_product.Get<FreeSlots>());
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task A_session_stands_in_its_room_at_its_minute_with_practitioner_and_mode()
    {
        var booking = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10, 15), room: 1));

        var grid = await GridAsync(Tomorrow, 1);

        var drawn = grid.Find($"[data-testid=room-B] [data-id='{booking.Id}']");
        Assert.Equal("--s:615;--l:50;--g:10", drawn.GetAttribute("style"));
        Assert.Contains("Dana · Online", drawn.TextContent, StringComparison.Ordinal);
        Assert.Contains("10:15–11:05", drawn.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal("480", grid.Find(".calendar").GetAttribute("data-first"));
    }

    [Fact]
    public async Task A_session_out_of_hours_makes_the_grid_longer_and_names_the_duty_contact()
    {
        await SetDutyAsync("Rita, 7900 0000");
        var booking = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 22), outOfHours: true));

        var grid = await GridAsync(Tomorrow, 1);

        Assert.Equal((23 - 8) * 60, int.Parse(grid.Find(".calendar").GetAttribute("data-minutes")!, System.Globalization.CultureInfo.InvariantCulture));
        var drawn = grid.Find($"[data-id='{booking.Id}']");
        Assert.Contains("out", drawn.ClassList);
        Assert.Contains("Rita, 7900 0000", drawn.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weekday_without_hours_is_left_out_of_the_week_unless_something_is_booked()
    {
        var monday = new LocalDate(2026, 11, 30);
        Assert.Equal(6, (await LayoutAsync(monday, 7)).Days.Count);

        await BookAsync(_seeded.Slot(Product.At(2026, 12, 6, 10), outOfHours: true));

        Assert.Equal(7, (await LayoutAsync(monday, 7)).Days.Count);
    }

    [Fact]
    public async Task A_hidden_room_is_gone_and_sessions_of_other_practitioners_step_back()
    {
        var danas = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        var piotrs = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 12), practitioner: 2), 1);
        var filter = new GridFilter(new HashSet<Guid> { _seeded.Rooms[1].Id }, _seeded.Practitioners[2].Id);

        var grid = Grid(await LayoutAsync(Tomorrow, 1, filter));

        Assert.Empty(grid.FindAll("[data-testid=room-B]"));
        Assert.Contains("other", grid.Find($"[data-id='{danas.Id}']").ClassList);
        Assert.DoesNotContain("other", grid.Find($"[data-id='{piotrs.Id}']").ClassList);
    }

    [Fact]
    public async Task The_grid_is_not_drawn_again_for_the_same_layout()
    {
        var layout = await LayoutAsync(Tomorrow, 1);
        var grid = Grid(layout);
        var drawn = grid.RenderCount;

        grid.Render(parameters => parameters.Add(component => component.Layout, layout));
        Assert.Equal(drawn, grid.RenderCount);

        var next = await LayoutAsync(Tomorrow.PlusDays(1), 1);
        grid.Render(parameters => parameters.Add(component => component.Layout, next));
        Assert.Equal(drawn + 1, grid.RenderCount);
    }

    [Fact]
    public async Task While_dragging_each_quarter_hour_says_whether_and_why_not()
    {
        var moving = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 14), room: 1, practitioner: 1), 1);
        await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 17), room: 2), 1);
        var layout = await LayoutAsync(Tomorrow, 1);

        var reach = MoveReach.Of(layout, layout.Page.Bookings.Single(booking => booking.Id == moving.Id), _product.Time.Now);

        Assert.Equal('.', Sign(reach, "A", 10, 0));
        Assert.Equal('.', Sign(reach, "B", 13, 0));
        Assert.Equal('t', Sign(reach, "B", 13, 15));
        Assert.Equal('p', Sign(reach, "A", 17, 0));
        Assert.Equal('h', Sign(reach, "A", 8, 0));
        Assert.Equal('m', Sign(reach, "E", 12, 0));
    }

    [Fact]
    public async Task The_line_of_now_goes_on_each_minute_by_itself()
    {
        var line = _screen.Render<NowLine>(parameters => parameters.Add(now => now.First, 480).Add(now => now.Last, 1200).Add(now => now.Zone, DateTimeZoneProviders.Tzdb["Europe/Malta"]));
        Assert.Contains("09:00", line.Markup, StringComparison.Ordinal);

        _product.Time.Advance(TimeSpan.FromMinutes(1));

        await line.WaitForAssertionAsync(() => Assert.Contains("--s:541", line.Find(".calendar-now").GetAttribute("style"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_telephone_free_stretches_are_offered_between_sessions()
    {
        await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        var layout = await LayoutAsync(Tomorrow, 1);
        BookingStart? chosen = null;

        var list = _screen.Render<CalendarList>(parameters => parameters
            .Add(component => component.Layout, layout).Add(component => component.Lines, Lines()).Add(component => component.MayBook, true)
            .Add(component => component.Booked, EventCallback.Factory.Create<BookingStart>(this, start => chosen = start)));

        Assert.NotNull(list.Find("[data-testid='list-free-A-09:00']"));
        await list.Find("[data-testid='list-free-A-11:00']").ClickAsync(new());
        Assert.Equal((_seeded.Rooms[0].Id, Product.At(2026, 11, 25, 11)), (chosen?.RoomId, chosen?.Start));
    }

    [Fact]
    public async Task A_refused_move_says_what_is_taken_and_offers_times_that_work()
    {
        var moving = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 14), room: 1, practitioner: 1), 1);
        var desk = await DeskAsync();

        Assert.Equal("refused", await desk.InvokeAsync(async () => await desk.Instance.MoveAsync(await FindAsync(moving.Id), _seeded.Rooms[1].Id, Product.At(2026, 11, 25, 14))));
        Assert.Contains("taken", desk.Find("[data-testid=move-answer]").TextContent, StringComparison.Ordinal);

        await desk.Find("[data-testid=slot-offer-0]").ClickAsync(new());
        Assert.NotEqual(moving.Start, (await FindAsync(moving.Id)).Start);

        await desk.Find("[data-testid=move-undo]").ClickAsync(new());
        Assert.Equal((moving.Start, moving.RoomId), ((await FindAsync(moving.Id)).Start, (await FindAsync(moving.Id)).RoomId));
    }

    [Fact]
    public async Task A_move_out_of_hours_asks_first()
    {
        var moving = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        var desk = await DeskAsync();

        Assert.Equal("asked", await desk.InvokeAsync(async () => await desk.Instance.MoveAsync(await FindAsync(moving.Id), moving.RoomId, Product.At(2026, 11, 25, 20, 15))));
        Assert.Equal(moving.Start, (await FindAsync(moving.Id)).Start);

        await desk.Find("[data-testid=move-out-of-hours]").ClickAsync(new());
        Assert.True((await FindAsync(moving.Id)).IsOutOfHours);
    }

    private static char Sign(Dictionary<string, string> reach, string letter, int hour, int minute) => reach[$"{letter}|2026-11-25"][((hour - 8) * 4) + (minute / 15)];

    private async Task<Booking> BookAsync(Slot slot, int file = 0)
    {
        var booked = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[file].Id, slot), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        return booked.Value;
    }

    private async Task<CalendarBooking> FindAsync(Guid id) =>
        (await _product.Get<RoomCalendarView>().ReadAsync(Product.Coordinator, Tomorrow, 7, Token)).Bookings.Single(booking => booking.Id == id);

    private async Task<GridLayout> LayoutAsync(LocalDate from, int days, GridFilter? filter = null) =>
        GridLayout.Of(await _product.Get<RoomCalendarView>().ReadAsync(Product.Coordinator, from, days, Token), filter ?? GridFilter.None, _product.Time.Now);

    private GridWords Lines() => new(Localizer<RoomGridTexts>(), Localizer<CalendarScreenTexts>(), Localizer<SharedTexts>());

    private IStringLocalizer<T> Localizer<T>() => _screen.Services.GetRequiredService<IStringLocalizer<T>>();

    private IRenderedComponent<CalendarGrid> Grid(GridLayout layout) =>
        _screen.Render<CalendarGrid>(parameters => parameters.Add(component => component.Layout, layout).Add(component => component.Lines, Lines()));

    private async Task<IRenderedComponent<CalendarGrid>> GridAsync(LocalDate from, int days) => Grid(await LayoutAsync(from, days));

    private async Task<IRenderedComponent<MoveDesk>> DeskAsync()
    {
        var organisation = (await LayoutAsync(Tomorrow, 1)).Page.Organisation;
        return _screen.Render<MoveDesk>(parameters => parameters.AddCascadingValue(Product.Coordinator).Add(component => component.Organisation, organisation));
    }

    private async Task SetDutyAsync(string contact)
    {
        await using var db = _product.Open();
        var settings = db.Set<OrganisationSettings>().Single();
        settings.DutyContact = contact;
        settings.Stamp++;
        await db.SaveChangesAsync(Token);
    }
}
