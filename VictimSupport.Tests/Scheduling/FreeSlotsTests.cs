using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Scheduling;

public sealed class FreeSlotsTests : IAsyncLifetime
{
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task Every_proposed_slot_can_be_booked()
    {
        await BookAsync(0, _seeded.Slot(Product.At(2026, 11, 25, 10)));
        var found = await FindAsync(new FreeSlotQuery(_seeded.Practitioners[0].Id, SupportMode.Online, Product.At(2026, 11, 25, 9), _seeded.Cases[1].Id, Count: 20));

        Assert.Equal(20, found.Count);
        foreach (var slot in found)
        {
            await BookAsync(1, new Slot(slot.RoomId, _seeded.Practitioners[0].Id, slot.Start, SupportMode.Online));
        }
    }

    [Fact]
    public async Task The_nearest_slots_lie_on_both_sides_of_the_refused_time_in_order()
    {
        await BookAsync(0, _seeded.Slot(Product.At(2026, 11, 26, 10)));
        var query = new FreeSlotQuery(_seeded.Practitioners[0].Id, SupportMode.Online, Product.At(2026, 11, 26, 10), _seeded.Cases[1].Id, Count: 3);

        var near = (await _product.Get<FreeSlots>().NearestAsync(Product.Coordinator, query, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal([Product.At(2026, 11, 26, 9), Product.At(2026, 11, 26, 11), Product.At(2026, 11, 26, 12)], near.Select(slot => slot.Start));
    }

    [Fact]
    public async Task A_taken_practitioner_leaves_the_hour_out_and_a_taken_room_gives_way_to_another()
    {
        await BookAsync(0, _seeded.Slot(Product.At(2026, 11, 25, 10), 0, 0));
        await BookAsync(1, _seeded.Slot(Product.At(2026, 11, 25, 12), 0, 1));
        var found = await FindAsync(new FreeSlotQuery(_seeded.Practitioners[0].Id, SupportMode.Online, Product.At(2026, 11, 25, 9), Days: 1, Count: 50));

        Assert.DoesNotContain(found, slot => slot.Start < Product.At(2026, 11, 25, 11) && slot.End > Product.At(2026, 11, 25, 10));
        Assert.Contains(found, slot => slot.Start == Product.At(2026, 11, 25, 12) && slot.RoomId == _seeded.Rooms[1].Id);
    }

    [Fact]
    public async Task A_case_that_may_not_meet_online_is_told_so_instead_of_being_shown_nothing()
    {
        var found = await _product.Get<FreeSlots>().FindAsync(Product.Coordinator, new FreeSlotQuery(_seeded.Practitioners[0].Id, SupportMode.Online, _product.Time.GetUtcNow().ToInstant(), _seeded.Cases[2].Id), Token);

        Assert.Equal(RefusalCode.ModeNotAllowed, found.Refusal?.Code);
    }

    private async Task<IReadOnlyList<FreeSlot>> FindAsync(FreeSlotQuery query)
    {
        var found = await _product.Get<FreeSlots>().FindAsync(Product.Coordinator, query, Token);
        Assert.True(found.IsDone, found.Refusal?.Words);
        return found.Value;
    }

    private async Task BookAsync(int client, Slot slot)
    {
        var booked = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[client].Id, slot), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
    }
}

file static class Instants
{
    public static Instant ToInstant(this DateTimeOffset value) => Instant.FromDateTimeOffset(value);
}
