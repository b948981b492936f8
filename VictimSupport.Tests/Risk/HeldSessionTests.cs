using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Consents;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.RoomLinks;
using static VictimSupport.Tests.Risk.RiskDesk;

namespace VictimSupport.Tests.Risk;

/// <summary>From the risk to the room: no online session stands that the three did not clear.</summary>
public sealed class HeldSessionTests : IAsyncLifetime
{
    private const string Client = "canary-mail-0@vs.test";
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Guid CaseId => _seeded.Cases[0].Id;

    private Scheduler Scheduler => _product.Get<Scheduler>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_concern_holds_sessions_to_come_and_the_decision_releases_them()
    {
        var online = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        var inPerson = await BookAsync(_seeded.Slot(Product.At(2026, 11, 26, 10), room: 4, mode: SupportMode.InPerson));
        await _product.DispatchAsync();

        var review = await _product.ConcernAsync(CaseId);
        await _product.DispatchAsync();

        Assert.Equal((BookingState.Held, BookingState.Booked), (await StateAsync(online.Id), await StateAsync(inPerson.Id)));
        Assert.Equal(["Your appointment", "Your appointment – changed"], _product.Messages(Client).Select(message => message.Subject));
        Assert.DoesNotContain("doxy.me", _product.Messages(Client)[1].TextBody, StringComparison.Ordinal);
        Assert.Contains("not confirmed", _product.Messages(Client)[1].TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("doxy.me", _product.Messages("dana@vs.test")[^1].TextBody, StringComparison.Ordinal);
        // The time stays kept.
        Assert.Equal(RefusalCode.RoomTaken, (await Scheduler.BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[1].Id, _seeded.Slot(Product.At(2026, 11, 25, 10), practitioner: 1)), Token)).Refusal?.Code);

        await _product.ClearAsync(review, conditions: ReviewConditions.LocationEachTime);
        await _product.DispatchAsync();

        Assert.Equal(BookingState.Booked, await StateAsync(online.Id));
        Assert.Equal(3, _product.Messages(Client).Count);
        Assert.Contains("doxy.me", _product.Messages(Client)[2].TextBody, StringComparison.Ordinal);
        var answer = (await _product.Get<ModeGate>().AskAsync(Product.Coordinator, CaseId, Token))[0];
        Assert.Equal((true, new LocalDate(2027, 2, 1), ReviewConditions.LocationEachTime), (answer.IsAllowed, answer.ValidUntil, answer.Conditions));
    }

    [Fact]
    public async Task A_link_that_waits_when_the_session_is_held_is_never_sent_and_nobody_is_told_who_knew_nothing()
    {
        await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        await _product.ConcernAsync(CaseId);
        await _product.DispatchAsync();
        _product.Time.Advance(TimeSpan.FromHours(3));
        await _product.Get<ReminderPlanner>().PlanDueAsync(Token);
        await _product.DispatchAsync();

        Assert.Empty(_product.Messages(Client));
        Assert.Empty(await _product.Get<TelephoneScripts>().ListAsync(Product.Coordinator, Token));
    }

    [Fact]
    public async Task Without_a_safe_address_the_coordinator_rings_with_neutral_words()
    {
        await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        await _product.DispatchAsync();
        await _product.WithdrawAsync(CaseId, Core.Consents.ConsentKind.Email);

        await _product.ConcernAsync(CaseId);
        await _product.DispatchAsync();

        var row = Assert.Single(await _product.Get<TelephoneScripts>().ListAsync(Product.Coordinator, Token));
        var script = (await _product.Get<TelephoneScripts>().OpenAsync(Product.Coordinator, row.MessageId, Token)).Value!;
        Assert.Contains(script.Spoken, line => line.Contains("not confirmed", StringComparison.Ordinal));
        Assert.DoesNotContain(script.Spoken, line => line.Contains("doxy.me", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ReviewDecision.InPerson, RefusalCode.DecisionInPerson, null)]
    [InlineData(ReviewDecision.NotNow, RefusalCode.DecisionNotNow, RefusalCode.DecisionNotNow)]
    [InlineData(ReviewDecision.ReferOn, RefusalCode.DecisionReferOn, RefusalCode.DecisionReferOn)]
    public async Task A_decision_against_online_closes_every_way_to_it(ReviewDecision decision, RefusalCode online, RefusalCode? inPerson)
    {
        var held = await BookAsync(_seeded.Slot(Product.At(2026, 11, 25, 10)));
        var elsewhere = await BookAsync(_seeded.Slot(Product.At(2026, 11, 26, 10), room: 4, mode: SupportMode.InPerson));
        await _product.ClearAsync(await _product.ConcernAsync(CaseId), decision);

        await EveryWayIsClosedAsync(elsewhere, online);
        Assert.Equal(BookingState.Held, await StateAsync(held.Id));
        Assert.Equal(inPerson, (await _product.Get<ModeGate>().AskAsync(Product.Coordinator, CaseId, Token))[1].Refusal?.Code);

        // What is held can always be cancelled, and moved to where the decision allows it.
        var version = (await RowAsync(held.Id)).Version;
        var moved = await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(held.Id, version, _seeded.Slot(Product.At(2026, 11, 27, 10), room: 4, mode: SupportMode.InPerson)), Token);
        Assert.Equal(inPerson, moved.Refusal?.Code);
        Assert.Equal(inPerson is null ? BookingState.Booked : BookingState.Held, await StateAsync(held.Id));
    }

    [Fact]
    public async Task An_unscreened_an_unfinished_and_a_risky_screening_close_online_each_with_its_own_words()
    {
        var elsewhere = await BookAsync(_seeded.Slot(Product.At(2026, 11, 26, 10), room: 4, mode: SupportMode.InPerson));
        await using (var db = _product.Open())
        {
            await db.CaseRisks.Where(row => row.CaseId == CaseId).ExecuteDeleteAsync(Token);
        }

        await EveryWayIsClosedAsync(elsewhere, RefusalCode.NotScreened);
        await _product.ScreenAsync(CaseId, ("weapon", ScreeningAnswer.NotAsked));
        await EveryWayIsClosedAsync(elsewhere, RefusalCode.ScreeningIncomplete);
        await _product.ScreenAsync(CaseId, ("private-place", ScreeningAnswer.No));
        await EveryWayIsClosedAsync(elsewhere, RefusalCode.ReviewNeeded);
        await _product.ScreenAsync(CaseId, ("weapon", ScreeningAnswer.Yes));
        await EveryWayIsClosedAsync(elsewhere, RefusalCode.ReviewOpen);
    }

    [Fact]
    public async Task A_decision_covers_sessions_until_its_last_day_and_no_later_ones()
    {
        await _product.ClearAsync(await _product.ConcernAsync(CaseId), until: new LocalDate(2026, 12, 10));

        await BookAsync(_seeded.Slot(Product.At(2026, 12, 10, 18)));
        Assert.Equal((RefusalCode.DecisionOver, "Mode"), Said((await Scheduler.BookAsync(Product.Coordinator, new BookingForm(CaseId, _seeded.Slot(Product.At(2026, 12, 11, 10))), Token)).Refusal));
        var free = await _product.Get<FreeSlots>().FindAsync(Product.Coordinator, new FreeSlotQuery(_seeded.Practitioners[0].Id, SupportMode.Online, Product.At(2026, 12, 10, 9), CaseId, Count: 50), Token);
        Assert.All(free.Value!, slot => Assert.True(slot.Start < Product.At(2026, 12, 11, 0)));
        var series = await _product.Get<SeriesBooking>().PreviewAsync(Product.Coordinator, new SeriesForm(CaseId, _seeded.Rooms[0].Id, _seeded.Practitioners[0].Id, SupportMode.Online, new LocalDateTime(2026, 12, 3, 10, 0), 3), Token);
        Assert.Equal([null, null, RefusalCode.DecisionOver], series.Value!.Select(line => line.Refusal?.Code));
    }

    private async Task EveryWayIsClosedAsync(Booking elsewhere, RefusalCode expected)
    {
        var slot = _seeded.Slot(Product.At(2026, 12, 1, 10));
        Assert.Equal((expected, "Mode"), Said((await Scheduler.BookAsync(Product.Coordinator, new BookingForm(CaseId, slot), Token)).Refusal));
        Assert.Equal(expected, (await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(elsewhere.Id, (await RowAsync(elsewhere.Id)).Version, slot), Token)).Refusal?.Code);
        Assert.Equal(expected, (await _product.Get<FreeSlots>().FindAsync(Product.Coordinator, new FreeSlotQuery(slot.PractitionerId, slot.Mode, slot.Start, CaseId), Token)).Refusal?.Code);
        var series = new SeriesForm(CaseId, slot.RoomId, slot.PractitionerId, slot.Mode, new LocalDateTime(2026, 12, 1, 10, 0), 2);
        Assert.All((await _product.Get<SeriesBooking>().PreviewAsync(Product.Coordinator, series, Token)).Value!, line => Assert.Equal(expected, line.Refusal?.Code));
        Assert.Equal(expected, (await _product.Get<ModeGate>().AskAsync(Product.Coordinator, CaseId, Token))[0].Refusal?.Code);
    }

    private static (RefusalCode?, string?) Said(Refusal? refusal) => (refusal?.Code, refusal?.Field);

    private async Task<Booking> BookAsync(Slot slot)
    {
        var booked = await Scheduler.BookAsync(Product.Coordinator, new BookingForm(CaseId, slot), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        return booked.Value;
    }

    private async Task<Booking> RowAsync(Guid id)
    {
        await using var db = _product.Open();
        return await db.Bookings.AsNoTracking().SingleAsync(row => row.Id == id, Token);
    }

    private async Task<BookingState> StateAsync(Guid id) => (await RowAsync(id)).State;
}
