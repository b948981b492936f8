using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Scheduling;

public sealed class SeriesBookingTests : IAsyncLifetime
{
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SeriesBooking Series => _product.Get<SeriesBooking>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_series_keeps_its_local_time_across_both_clock_changes()
    {
        var lines = await PreviewAsync(new LocalDateTime(2026, 12, 1, 10, 0), 52);
        var booked = await Series.BookAsync(Product.Coordinator, Plan(lines), Token);

        Assert.True(booked.IsDone, booked.Refusal?.Words);
        var zone = DateTimeZoneProviders.Tzdb["Europe/Malta"];
        Assert.Equal(52, booked.Value.Count);
        Assert.All(booked.Value, booking => Assert.Equal(new LocalTime(10, 0), booking.Start.InZone(zone).TimeOfDay));
        Assert.Equal(2, booked.Value.Select(booking => booking.Start.InZone(zone).Offset).Distinct().Count());
    }

    [Fact]
    public async Task The_preview_checks_every_date_and_says_what_is_wrong_with_each()
    {
        await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[1].Id, _seeded.Slot(Product.At(2026, 12, 8, 10), 0, 1)), Token);
        await using (var db = _product.Open())
        {
            db.Add(new Core.Organisation.ClosedDay { Date = new LocalDate(2026, 12, 15), Name = "Retreat" });
            await db.SaveChangesAsync(Token);
            await db.Set<Core.Organisation.OrganisationSettings>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Stamp, row => row.Stamp + 1), Token);
        }

        var lines = await PreviewAsync(new LocalDateTime(2026, 12, 1, 10, 0), 4);

        Assert.Equal([null, RefusalCode.RoomTaken, RefusalCode.ClosedDay, null], lines.Select(line => line.Refusal?.Code));
    }

    [Fact]
    public async Task A_time_that_the_clocks_jump_over_is_named_and_not_moved()
    {
        var lines = await PreviewAsync(new LocalDateTime(2027, 3, 28, 2, 30), 1);

        Assert.Equal(RefusalCode.ClockChange, lines[0].Refusal?.Code);
    }

    [Fact]
    public async Task A_series_is_saved_whole_or_not_at_all()
    {
        var lines = await PreviewAsync(new LocalDateTime(2026, 12, 1, 10, 0), 10);
        await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[1].Id, _seeded.Slot(Product.At(2027, 1, 26, 10), 0, 1)), Token);

        var refused = await Series.BookAsync(Product.Coordinator, Plan(lines), Token);

        Assert.Equal((RefusalCode.RoomTaken, Scheduler.SeriesField(8)), (refused.Refusal!.Code, refused.Refusal.Field));
        await using var db = _product.Open();
        Assert.Equal(1, await db.Bookings.CountAsync(Token));
        Assert.Equal(0, await db.BookingSeries.CountAsync(Token));
    }

    [Fact]
    public async Task A_line_can_go_to_another_room_and_a_skipped_line_is_not_booked()
    {
        var lines = await PreviewAsync(new LocalDateTime(2026, 12, 1, 10, 0), 3);
        var plan = Plan(lines) with { Lines = [lines[0].Slot!, lines[2].Slot! with { RoomId = _seeded.Rooms[1].Id }] };

        var booked = await Series.BookAsync(Product.Coordinator, plan, Token);

        Assert.Equal([_seeded.Rooms[0].Id, _seeded.Rooms[1].Id], booked.Value!.Select(booking => booking.RoomId));
    }

    [Fact]
    public async Task Two_lines_on_the_same_time_are_refused()
    {
        var slot = _seeded.Slot(Product.At(2026, 12, 1, 10));
        var refused = await Series.BookAsync(Product.Coordinator, new SeriesPlan(_seeded.Cases[0].Id, new LocalTime(10, 0), [slot, slot with { RoomId = _seeded.Rooms[1].Id }]), Token);

        Assert.Equal(RefusalCode.ClientTaken, refused.Refusal?.Code);
    }

    [Fact]
    public async Task A_line_moved_onto_another_one_of_the_series_says_so_when_it_is_checked_again()
    {
        var lines = await PreviewAsync(new LocalDateTime(2026, 12, 1, 10, 0), 2);
        var moved = lines[1].Slot! with { Start = lines[0].Slot!.Start + Duration.FromMinutes(30), RoomId = _seeded.Rooms[1].Id };

        var again = await Series.CheckAsync(Product.Coordinator, _seeded.Cases[0].Id, [(lines[0].Local, lines[0].Slot), (lines[0].Local.PlusMinutes(30), moved)], Token);

        Assert.Equal([null, RefusalCode.ClientTaken], again.Select(line => line.Refusal?.Code));
    }

    [Fact]
    public async Task The_length_asked_for_is_the_length_of_every_line()
    {
        var preview = await Series.PreviewAsync(Product.Coordinator, new SeriesForm(_seeded.Cases[0].Id, _seeded.Rooms[0].Id, _seeded.Practitioners[0].Id, SupportMode.Online, new LocalDateTime(2026, 12, 1, 10, 0), 3, Minutes: 90), Token);
        var booked = await Series.BookAsync(Product.Coordinator, Plan(preview.Value!), Token);

        Assert.All(booked.Value!, booking => Assert.Equal(Duration.FromMinutes(90), booking.End - booking.Start));
    }

    private SeriesPlan Plan(IReadOnlyList<SeriesLine> lines) => new(_seeded.Cases[0].Id, new LocalTime(10, 0), [.. lines.Select(line => line.Slot!)]);

    private async Task<IReadOnlyList<SeriesLine>> PreviewAsync(LocalDateTime first, int weeks)
    {
        var preview = await Series.PreviewAsync(Product.Coordinator, new SeriesForm(_seeded.Cases[0].Id, _seeded.Rooms[0].Id, _seeded.Practitioners[0].Id, SupportMode.Online, first, weeks), Token);
        Assert.True(preview.IsDone, preview.Refusal?.Words);
        return preview.Value;
    }
}
