using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Cases;

public sealed class SqliteCaseStateTests : CaseStateTests
{
    protected override Task<Product> StartAsync() => Fixtures.Product.StartAsync();
}

public sealed class PostgresCaseStateTests(PostgresServer postgres) : CaseStateTests
{
    protected override Task<Product> StartAsync() => Fixtures.Product.StartAsync(postgres);

    [Fact]
    public async Task A_booking_that_the_database_gave_up_in_a_deadlock_is_tried_again()
    {
        // Who has waited longer is given up, which on a busy machine may be the other: then they meet again on the next day.
        var isGivenUp = false;
        for (var day = 0; day < 4 && !isGivenUp; day++)
        {
            isGivenUp = await MeetAsync(Ten + Duration.FromDays(day));
        }

        Assert.True(isGivenUp, "the database never gave up the booking");
    }

    /// <summary>A booking and another transaction want what the other has; true when the booking was the one given up. It is made all the same.</summary>
    private async Task<bool> MeetAsync(Instant first)
    {
        await using var other = Product.Open();
        await using var transaction = await other.Database.BeginTransactionAsync(Token);
        // Another booking holds the second hour and will want the first, which this one holds while it wants the second.
        await HoldAsync(other, first + Duration.FromHours(1));
        await other.SaveChangesAsync(Token);
        var booking = Task.Run(() => Product.Get<Scheduler>().BookAllAsync(Fixtures.Product.Coordinator, Seeded.Cases[0].Id, [Seeded.Slot(first), Seeded.Slot(first + Duration.FromHours(1))], null, Token), Token);
        await Eventually.TrueAsync(WaitsAsync, "the booking waits for the other", Token);
        await HoldAsync(other, first);
        var isGivenUp = true;
        try
        {
            await other.SaveChangesAsync(Token);
        }
        catch (Exception exception) when (exception is InvalidOperationException or DbUpdateException)
        {
            isGivenUp = false;
        }

        await transaction.RollbackAsync(Token);

        // It goes again after a moment of the test's clock.
        await Eventually.TrueAsync(() => { Product.Time.Advance(TimeSpan.FromMilliseconds(50)); return Task.FromResult(booking.IsCompleted); }, "the second try", Token);
        Assert.True((await booking).IsDone);
        return isGivenUp;
    }

    private async Task HoldAsync(AppDb db, Instant start) => await db.BookedSlots.AddAsync(new BookedSlot { Kind = ResourceKind.Room, ResourceId = Seeded.Rooms[0].Id, Start = start, HolderId = Guid.NewGuid() }, Token);

    private async Task<bool> WaitsAsync()
    {
        await using var db = Product.Open();
        return await db.Database.SqlQuery<long>($"SELECT count(*) AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync(Token) > 0;
    }
}

public abstract class CaseStateTests : IAsyncLifetime
{
    protected static readonly Instant Ten = Fixtures.Product.At(2026, 11, 25, 10);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected Product Product { get; private set; } = null!;

    protected Seeded Seeded { get; private set; } = null!;

    protected abstract Task<Product> StartAsync();

    public async ValueTask InitializeAsync()
    {
        Product = await StartAsync();
        Seeded = await Product.SeedAsync();
    }

    public ValueTask DisposeAsync() => Product.DisposeAsync();

    [Fact]
    public async Task A_case_closed_while_somebody_books_gets_no_session()
    {
        var file = Seeded.Cases[0];
        await using var db = Product.Open();
        await using var closing = await db.Database.BeginTransactionAsync(Token);
        await OutboxGates.TakeTurnAsync(db, file.Id, Token);
        await db.Cases.Where(row => row.Id == file.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, CaseState.Closed).SetProperty(row => row.Version, row => row.Version + 1), Token);
        var booking = Task.Run(() => Product.Get<Scheduler>().BookAsync(Fixtures.Product.Coordinator, new BookingForm(file.Id, Seeded.Slot(Ten)), Token), Token);
        await closing.CommitAsync(Token);

        Assert.Equal(RefusalCode.CaseClosed, (await booking).Refusal?.Code);
    }

    [Fact]
    public async Task A_case_with_sessions_to_come_is_not_closed()
    {
        var file = Seeded.Cases[0];
        var booked = await Product.Get<Scheduler>().BookAsync(Fixtures.Product.Coordinator, new BookingForm(file.Id, Seeded.Slot(Ten)), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        var closing = new CaseStepForm(file.Id, file.Version, CaseStepReason.SupportCompleted);

        Assert.Equal(RefusalCode.SessionsToCome, (await Product.Get<CaseCourse>().CloseAsync(Fixtures.Product.TeamManager, closing, Token)).Refusal?.Code);
        await Product.Get<Scheduler>().CancelAsync(Fixtures.Product.Coordinator, booked.Value.Id, booked.Value.Version, CancelReason.ClientAsked, Token);
        Assert.True((await Product.Get<CaseCourse>().CloseAsync(Fixtures.Product.TeamManager, closing, Token)).IsDone);
    }
}
