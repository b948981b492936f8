using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using VictimSupport.Blazor.Components.Staff.RoomCalendars;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Risk;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Components.RoomCalendars;

public sealed class BookingPanelTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private Product _product = null!;
    private Seeded _seeded = null!;
    private int _closed;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
        _screen.Services.AddLocalization();
        _screen.Services.AddMudServices();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddSingleton(_product.Get<CaseFiles>());
        _screen.Services.AddSingleton(_product.Get<ModeGate>());
        _screen.Services.AddSingleton(_product.Get<Scheduler>());
        _screen.Services.AddSingleton(_product.Get<SeriesBooking>());
        _screen.Services.AddSingleton(_product.Get<FreeSlots>());
        _screen.Services.AddSingleton(_product.Get<RoomLinkPreviews>());
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.JSInterop.SetupModule("/drawer.js").SetupModule(_ => true);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task A_chosen_case_shows_its_gate_and_what_will_be_sent_and_one_button_books_and_says_so()
    {
        var panel = await ShowAsync(new BookingStart(_seeded.Rooms[0].Id, Product.At(2026, 12, 1, 10)));
        await ChooseCaseAsync(panel, 0);

        Assert.Contains("Online allowed", panel.Find("[data-testid=gate]").TextContent, StringComparison.Ordinal);
        Assert.Contains("confirmed as safe", panel.Find("[data-testid=what-is-sent]").TextContent, StringComparison.Ordinal);
        await panel.Find("[data-testid=book]").ClickAsync(new());

        Assert.Equal(1, _closed);
        var told = Assert.Single(_screen.Services.GetRequiredService<ISnackbar>().ShownSnackbars);
        Assert.Contains("10:00–10:50, Room A. The link is on its way by email.", told.Message, StringComparison.Ordinal);
        await using var db = _product.Open();
        Assert.Equal(Product.At(2026, 12, 1, 10), Assert.Single(db.Bookings).Start);
    }

    [Fact]
    public async Task What_is_taken_is_said_beside_its_field_with_the_nearest_free_times_as_buttons()
    {
        var taken = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[1].Id, _seeded.Slot(Product.At(2026, 12, 1, 10), 0, 1)), TestContext.Current.CancellationToken);
        Assert.True(taken.IsDone);
        var panel = await ShowAsync(new BookingStart(_seeded.Rooms[0].Id, Product.At(2026, 12, 1, 10)));
        await ChooseCaseAsync(panel, 0);

        var room = panel.Find("[data-testid=book-room]");
        Assert.Equal("true", room.GetAttribute("aria-invalid"));
        Assert.Contains("The room is taken", panel.Find($"#{room.GetAttribute("aria-describedby")}").TextContent, StringComparison.Ordinal);
        await panel.Find("[data-testid=near-0]").ClickAsync(new());

        Assert.Null(panel.Find("[data-testid=book-room]").GetAttribute("aria-invalid"));
        Assert.StartsWith("Chosen and free", panel.Find("[data-testid=chosen]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_of_hours_is_booked_only_knowingly()
    {
        var panel = await ShowAsync(new BookingStart(_seeded.Rooms[0].Id, Product.At(2026, 12, 1, 21)));
        await ChooseCaseAsync(panel, 0);
        await panel.Find("[data-testid=book]").ClickAsync(new());
        Assert.Equal(0, _closed);

        await panel.Find("[data-testid=out-of-hours]").ChangeAsync(new ChangeEventArgs { Value = true });
        await panel.Find("[data-testid=book]").ClickAsync(new());

        Assert.Equal(1, _closed);
    }

    [Fact]
    public async Task A_case_that_may_not_be_online_is_told_who_can_change_that()
    {
        var panel = await ShowAsync(new BookingStart(_seeded.Rooms[0].Id, Product.At(2026, 12, 1, 10)));
        await ChooseCaseAsync(panel, 2);

        Assert.Contains("ask the Team Manager", panel.Find("[data-testid=gate]").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", panel.Find("[data-testid=book-mode]").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task A_link_from_the_waiting_list_brings_case_mode_and_practitioner()
    {
        var panel = await ShowAsync(new BookingStart(null, null, _seeded.Cases[2].Id, SupportMode.InPerson, _seeded.Practitioners[1].Id));

        Assert.Equal(_seeded.Cases[2].Reference, panel.Find("[data-testid=book-case]").GetAttribute("value"));
        Assert.Equal("In person", panel.Find("[data-testid=book-mode] option[selected]").TextContent);
        Assert.Contains(_seeded.Practitioners[1].WorkingName, panel.Find("[data-testid=book-practitioner] option[selected]").TextContent, StringComparison.Ordinal);
        Assert.Equal($"cases/{_seeded.Cases[2].Id}?part=waiting&mode=InPerson", panel.Find("[data-testid=to-waiting]").GetAttribute("href"));
        await panel.Find("[data-testid=book]").ClickAsync(new());
        Assert.Equal(1, _closed);
    }

    private async Task<IRenderedComponent<BookingPanel>> ShowAsync(BookingStart start)
    {
        await using var db = _product.Open();
        var organisation = await _product.Get<OrganisationMemory>().ReadAsync(db, TestContext.Current.CancellationToken);
        return _screen.Render<BookingPanel>(set => set
            .Add(panel => panel.Organisation, organisation)
            .Add(panel => panel.Start, start)
            .Add(panel => panel.Closed, () => _closed++)
            .AddCascadingValue(Product.Coordinator));
    }

    private async Task ChooseCaseAsync(IRenderedComponent<BookingPanel> panel, int index)
    {
        var typed = panel.Find("[data-testid=book-case]").InputAsync(new ChangeEventArgs { Value = _seeded.Cases[index].Reference });
        // The search waits until the typing rests; by now that wait has begun.
        await _screen.Renderer.Dispatcher.InvokeAsync(() => { });
        _product.Time.Advance(TimeSpan.FromSeconds(1));
        await typed;
    }
}
