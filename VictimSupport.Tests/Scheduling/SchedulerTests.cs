using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Scheduling;

public sealed class SqliteSchedulerTests : SchedulerTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync();
}

public sealed class PostgresSchedulerTests(PostgresServer postgres) : SchedulerTests
{
    protected override Task<Product> StartAsync() => Product.StartAsync(postgres);
}

public abstract class SchedulerTests : IAsyncLifetime
{
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
    public async Task A_booking_takes_an_hour_of_room_practitioner_and_client_and_promises_three_deliveries()
    {
        var booking = await BookAsync(_seeded.Slot(Ten));

        await using var db = _product.Open();
        Assert.Equal(Duration.FromMinutes(50), booking.End - booking.Start);
        Assert.Equal(12, await db.BookedSlots.CountAsync(slot => slot.HolderId == booking.Id, Token));
        var messages = await db.OutboxMessages.Where(message => message.BookingId == booking.Id).ToListAsync(Token);
        Assert.Equal(
            [OutboxChannel.RoomCalendar, OutboxChannel.ClientMail, OutboxChannel.PractitionerMail],
            messages.Select(message => message.Channel).Order());
        Assert.True(await db.Set<AuditEntry>().AnyAsync(entry => entry.Operation == Operation.BookSession && entry.SubjectId == booking.Id, Token));
    }

    [Fact]
    public async Task A_refused_booking_or_move_holds_up_nobody_who_comes_after()
    {
        var booking = await BookAsync(_seeded.Slot(Ten));
        var night = _seeded.Slot(Product.At(2026, 11, 25, 21));
        Assert.False((await TryAsync(night)).IsDone);
        Assert.False((await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(booking.Id, 1, night), Token)).IsDone);

        // Where a refusal kept the turn of SQLite's one writer, this would wait for ever.
        var next = await TryAsync(_seeded.Slot(Ten + Duration.FromHours(3))).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.True(next.IsDone, next.Refusal?.Words);
    }

    [Theory]
    [InlineData(0, 1, 1, RefusalCode.RoomTaken)]
    [InlineData(1, 0, 1, RefusalCode.PractitionerTaken)]
    [InlineData(1, 1, 0, RefusalCode.ClientTaken)]
    public async Task What_is_taken_is_refused_by_its_name_and_nothing_is_saved(int room, int practitioner, int client, RefusalCode expected)
    {
        await BookAsync(_seeded.Slot(Ten));

        var refused = await Scheduler.BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[client].Id, _seeded.Slot(Ten + Duration.FromMinutes(45), room, practitioner)), Token);

        Assert.Equal(expected, refused.Refusal?.Code);
        await using var db = _product.Open();
        Assert.Equal(1, await db.Bookings.CountAsync(Token));
        Assert.Equal(3, await db.OutboxMessages.CountAsync(Token));
    }

    [Fact]
    public async Task The_gap_keeps_the_next_session_away_and_ends_with_the_hour()
    {
        await BookAsync(_seeded.Slot(Ten));

        Assert.Equal(RefusalCode.RoomTaken, (await TryAsync(_seeded.Slot(Ten + Duration.FromMinutes(45), 0, 1), 1)).Refusal?.Code);
        Assert.True((await TryAsync(_seeded.Slot(Ten + Duration.FromMinutes(60), 0, 1), 1)).IsDone);
    }

    [Theory]
    [InlineData(2026, 11, 23, 10, 0, RefusalCode.InThePast)]
    [InlineData(2026, 11, 25, 10, 5, RefusalCode.NotOnTheQuarterHour)]
    [InlineData(2026, 11, 25, 19, 15, RefusalCode.OutsideOpeningHours)]
    [InlineData(2026, 11, 29, 10, 0, RefusalCode.OutsideOpeningHours)]
    [InlineData(2029, 11, 29, 10, 0, RefusalCode.TooFarAhead)]
    public async Task A_wrong_time_is_refused_in_plain_words(int year, int month, int day, int hour, int minute, RefusalCode expected)
    {
        var refused = await TryAsync(_seeded.Slot(Product.At(year, month, day, hour, minute)));

        Assert.Equal(expected, refused.Refusal?.Code);
        Assert.False(string.IsNullOrWhiteSpace(refused.Refusal?.Words));
    }

    [Fact]
    public async Task Out_of_hours_is_possible_when_it_is_meant_and_is_marked()
    {
        var booked = await TryAsync(_seeded.Slot(Product.At(2026, 11, 29, 10), outOfHours: true));

        Assert.True(booked.Value?.IsOutOfHours);
    }

    [Fact]
    public async Task An_in_person_case_gets_no_online_room_and_a_closed_case_no_room_at_all()
    {
        Assert.Equal(RefusalCode.ModeNotAllowed, (await TryAsync(_seeded.Slot(Ten), 2)).Refusal?.Code);
        Assert.Equal(RefusalCode.RoomNotForMode, (await TryAsync(_seeded.Slot(Ten, 0, 0, SupportMode.InPerson), 2)).Refusal?.Code);
        Assert.True((await TryAsync(_seeded.Slot(Ten, 4, 0, SupportMode.InPerson), 2)).IsDone);

        var file = _seeded.Cases[0];
        await _product.Get<CaseCourse>().CloseAsync(Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.ClientAsked), Token);
        Assert.Equal(RefusalCode.CaseClosed, (await TryAsync(_seeded.Slot(Ten + Duration.FromHours(2)))).Refusal?.Code);
    }

    [Fact]
    public async Task A_move_frees_the_old_time_takes_the_new_and_overtakes_what_was_promised()
    {
        var booking = await BookAsync(_seeded.Slot(Ten));

        var moved = await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(booking.Id, 1, _seeded.Slot(Ten + Duration.FromMinutes(30), 1)), Token);

        Assert.Equal(2, moved.Value?.Version);
        Assert.True((await TryAsync(_seeded.Slot(Ten - Duration.FromMinutes(30), 0, 1), 1)).IsDone);
        await using var db = _product.Open();
        Assert.Equal(12, await db.BookedSlots.CountAsync(slot => slot.HolderId == booking.Id, Token));
        Assert.Equal(3, await db.OutboxMessages.CountAsync(message => message.BookingId == booking.Id && message.BookingVersion == 1 && message.State == OutboxState.Obsolete, Token));
        Assert.Equal(2, await db.OutboxMessages.CountAsync(message => message.BookingId == booking.Id && message.Kind == OutboxKind.Change && message.State == OutboxState.Waiting, Token));
    }

    [Fact]
    public async Task A_move_onto_a_taken_time_changes_nothing()
    {
        var booking = await BookAsync(_seeded.Slot(Ten));
        await BookAsync(_seeded.Slot(Ten + Duration.FromHours(2), 0, 1), 1);

        var refused = await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(booking.Id, 1, _seeded.Slot(Ten + Duration.FromHours(2))), Token);

        Assert.Equal(RefusalCode.RoomTaken, refused.Refusal?.Code);
        await using var db = _product.Open();
        var stored = await db.Bookings.SingleAsync(row => row.Id == booking.Id, Token);
        Assert.Equal((1, Ten), (stored.Version, stored.Start));
        Assert.Equal(12, await db.BookedSlots.CountAsync(slot => slot.HolderId == booking.Id, Token));
    }

    [Fact]
    public async Task A_screen_that_is_out_of_date_is_told_so()
    {
        var booking = await BookAsync(_seeded.Slot(Ten));
        await Scheduler.MoveAsync(Product.Coordinator, new MoveForm(booking.Id, 1, _seeded.Slot(Ten + Duration.FromHours(1))), Token);

        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Scheduler.CancelAsync(Product.Coordinator, booking.Id, 1, CancelReason.ClientAsked, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_cancelled_booking_frees_its_time_and_cannot_be_cancelled_twice()
    {
        var booking = await BookAsync(_seeded.Slot(Ten));

        Assert.True((await Scheduler.CancelAsync(Product.Coordinator, booking.Id, 1, CancelReason.ClientAsked, Token)).IsDone);
        Assert.Equal(RefusalCode.AlreadyCancelled, (await Scheduler.CancelAsync(Product.Coordinator, booking.Id, 2, CancelReason.ClientAsked, Token)).Refusal?.Code);
        Assert.True((await TryAsync(_seeded.Slot(Ten))).IsDone);
    }

    [Fact]
    public async Task A_session_that_has_begun_stays()
    {
        var booking = await BookAsync(_seeded.Slot(Ten));
        _product.Time.SetUtcNow(Ten.ToDateTimeOffset().AddMinutes(1));

        Assert.Equal(RefusalCode.AlreadyBegun, (await Scheduler.CancelAsync(Product.Coordinator, booking.Id, 1, CancelReason.ClientAsked, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Who_may_not_book_is_refused_and_audited()
    {
        await Assert.ThrowsAsync<AccessDeniedException>(() => Scheduler.BookAsync(Product.Volunteer, new BookingForm(_seeded.Cases[0].Id, _seeded.Slot(Ten)), Token));

        await using var db = _product.Open();
        Assert.True(await db.Set<AuditEntry>().AnyAsync(entry => entry.Operation == Operation.BookSession && entry.Outcome == AuditOutcome.Refused, Token));
    }

    private async Task<Booking> BookAsync(Slot slot, int client = 0)
    {
        var booked = await TryAsync(slot, client);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        return booked.Value;
    }

    private Task<Outcome<Booking>> TryAsync(Slot slot, int client = 0) => Scheduler.BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[client].Id, slot), Token);
}
