using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

public sealed class SqliteNoticesTests : NoticesTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync();
}

public sealed class PostgresNoticesTests(PostgresServer postgres) : NoticesTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync(postgres);
}

/// <summary>From a change of a booking to the files of the messages, on real databases.</summary>
public abstract class NoticesTests : IAsyncLifetime
{
    private const string Client = "canary-mail-0@vs.test";
    private static readonly Instant Ten = Product.At(2026, 11, 25, 10);
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Scheduler Scheduler => _product.Get<Scheduler>();

    protected abstract Task<Product> StartAsync();

    public async ValueTask InitializeAsync()
    {
        _product = await StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_cancellation_is_told_however_long_ago_the_booking_was()
    {
        var booking = await BookAsync(Product.At(2027, 6, 2, 10));
        await _product.DispatchAsync();
        _product.Time.Advance(TimeSpan.FromDays(120));
        await _product.Get<SchedulingUpkeep>().CleanAsync(Token);

        await Scheduler.CancelAsync(Product.Coordinator, booking.Id, booking.Version, CancelReason.ClientAsked, Token);
        await _product.DispatchAsync();

        Assert.Equal(["Your appointment", "Your appointment – cancelled"], Subjects(Client));
        Assert.Equal(2, _product.Messages("dana@vs.test").Count);
    }

    [Fact]
    public async Task Deliveries_of_sessions_long_over_are_forgotten()
    {
        await BookAsync(Ten);
        await _product.DispatchAsync();
        _product.Time.Advance(TimeSpan.FromDays(120));

        await _product.Get<SchedulingUpkeep>().CleanAsync(Token);

        await using var db = _product.Open();
        Assert.False(await db.OutboxMessages.AnyAsync(Token));
    }

    [Fact]
    public async Task A_session_that_goes_to_a_colleague_is_told_to_both_practitioners_and_to_the_client_as_a_change()
    {
        var booking = await BookAsync(Ten);
        await _product.DispatchAsync();

        await MoveAsync(booking, _seeded.Slot(Ten + Duration.FromHours(2), practitioner: 1));
        await _product.DispatchAsync();

        Assert.Equal(["Session on Wed 25 Nov", "Session no longer yours: Wed 25 Nov"], Subjects("dana@vs.test"));
        Assert.Contains("10:00–10:50", _product.Messages("dana@vs.test")[1].TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("doxy.me", _product.Messages("dana@vs.test")[1].TextBody, StringComparison.Ordinal);
        Assert.Equal(["Session on Wed 25 Nov"], Subjects(Practitioner(1)));
        Assert.Contains("12:00–12:50", Assert.Single(_product.Messages(Practitioner(1))).TextBody, StringComparison.Ordinal);
        Assert.Equal(["Your appointment", "Your appointment – changed"], Subjects(Client));
    }

    [Fact]
    public async Task Who_was_told_of_a_hand_over_is_told_once_whatever_follows()
    {
        var booking = await BookAsync(Ten);
        await _product.DispatchAsync();
        var moved = await MoveAsync(booking, _seeded.Slot(Ten, practitioner: 1));
        await Scheduler.CancelAsync(Product.Coordinator, moved.Id, moved.Version, CancelReason.ClientAsked, Token);
        await _product.DispatchAsync();

        Assert.Equal(["Session on Wed 25 Nov", "Session no longer yours: Wed 25 Nov"], Subjects("dana@vs.test"));
        Assert.Empty(_product.Messages(Practitioner(1)));
        Assert.Equal(["Your appointment", "Your appointment – cancelled"], Subjects(Client));
    }

    [Fact]
    public async Task A_session_that_comes_back_before_anybody_was_told_is_no_hand_over()
    {
        var booking = await BookAsync(Ten);
        await _product.DispatchAsync();
        var moved = await MoveAsync(booking, _seeded.Slot(Ten, practitioner: 1));
        await MoveAsync(moved, _seeded.Slot(Ten + Duration.FromHours(1)));
        await _product.DispatchAsync();

        Assert.DoesNotContain(Subjects("dana@vs.test"), subject => subject.StartsWith("Session no longer yours", StringComparison.Ordinal));
        Assert.Empty(_product.Messages(Practitioner(1)));
    }

    [Fact]
    public async Task An_online_room_without_a_mailbox_borrows_none()
    {
        await using (var db = _product.Open())
        {
            var room = _seeded.Rooms[1].Id;
            await db.Rooms.Where(row => row.Id == room).ExecuteUpdateAsync(set => set.SetProperty(row => row.MailboxAddress, (string?)null), Token);
            await db.OrganisationSettings.ExecuteUpdateAsync(set => set.SetProperty(row => row.Stamp, row => row.Stamp + 1), Token);
        }

        var booking = await BookAsync(Ten, room: 1);
        await _product.DispatchAsync();

        Assert.Empty(_product.Messages());
        await using var read = _product.Open();
        Assert.Equal(
            [DeliveryProblem.SettingsMissing, DeliveryProblem.SettingsMissing],
            await read.OutboxMessages.Where(message => message.BookingId == booking.Id && message.Channel != OutboxChannel.RoomCalendar).Select(message => message.Problem!.Value).ToListAsync(Token));
    }

    [Fact]
    public async Task Reminders_go_once_each_and_none_after_a_cancellation()
    {
        var kept = await BookAsync(Ten + Duration.FromHours(24));
        var cancelled = await BookAsync(Ten + Duration.FromHours(26));
        await _product.DispatchAsync();
        _product.Time.Advance(TimeSpan.FromHours(25));
        await PlanTwiceAsync();
        await Scheduler.CancelAsync(Product.Coordinator, cancelled.Id, cancelled.Version, CancelReason.ClientUnwell, Token);
        await _product.DispatchAsync();
        _product.Time.Advance(TimeSpan.FromHours(23) + TimeSpan.FromMinutes(30));
        await PlanTwiceAsync();
        await _product.DispatchAsync();

        await using var db = _product.Open();
        Assert.Equal(
            [OutboxKind.Confirmation, OutboxKind.FirstReminder, OutboxKind.LastReminder],
            (await db.OutboxMessages.Where(message => message.BookingId == kept.Id && message.Channel == OutboxChannel.ClientMail && message.State == OutboxState.Sent).Select(message => message.Kind).ToListAsync(Token)).Order());
        Assert.Equal(
            [OutboxKind.Confirmation, OutboxKind.Cancellation],
            (await db.OutboxMessages.Where(message => message.BookingId == cancelled.Id && message.Channel == OutboxChannel.ClientMail && message.State == OutboxState.Sent).Select(message => message.Kind).ToListAsync(Token)).Order());
    }

    [Fact]
    public async Task A_reminder_goes_to_no_address_that_is_no_longer_confirmed_and_its_call_is_listed_instead()
    {
        await BookAsync(Ten + Duration.FromHours(24));
        await _product.DispatchAsync();
        _product.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, await _product.Get<ReminderPlanner>().PlanDueAsync(Token));
        var file = _seeded.Cases[0];
        var changed = await _product.Get<CaseFiles>().ChangeSafeContactAsync(
            Product.TeamManager, file.Id, file.ContactVersion, new SafeContactForm(Email: Client, EmailIsConfirmed: false, Telephone: "+44 7700 900120", TelephoneIsConfirmed: true), Token);
        Assert.True(changed.IsDone, changed.Refusal?.Words);
        await _product.DispatchAsync();

        Assert.Equal(["Your appointment"], Subjects(Client));
        var call = Assert.Single(await _product.Get<TelephoneScripts>().ListAsync(Product.Coordinator, Token));
        Assert.Equal(OutboxKind.FirstReminder, call.Kind);
    }

    private async Task PlanTwiceAsync()
    {
        await _product.Get<ReminderPlanner>().PlanDueAsync(Token);
        await _product.Get<ReminderPlanner>().PlanDueAsync(Token);
    }

    private string Practitioner(int index) => _seeded.Practitioners[index].Email!;

    private string[] Subjects(string to) => [.. _product.Messages(to).Select(message => message.Subject ?? "")];

    private async Task<Booking> BookAsync(Instant start, int room = 0)
    {
        var booked = await Scheduler.BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[0].Id, _seeded.Slot(start, room)), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        return booked.Value;
    }

    private async Task<Booking> MoveAsync(Booking booking, Slot slot)
    {
        var moved = await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(booking.Id, booking.Version, slot), Token);
        Assert.True(moved.IsDone, moved.Refusal?.Words);
        return moved.Value;
    }
}
