using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.RoomLinks;

namespace VictimSupport.Tests.Outbox;

public sealed class OutboxDispatcherTests
{
    private static readonly Instant Ten = Product.At(2026, 11, 25, 10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sent_while_the_program_stops_is_written_down_and_not_sent_again()
    {
        var mailer = new SlowMailer();
        await using var product = await Product.StartAsync(more: services => services.AddSingleton<IMailer>(mailer));
        await BookAsync(product, await product.SeedAsync(), Ten);
        using var stop = new CancellationTokenSource();

        var dispatching = product.Get<OutboxDispatcher>().DispatchDueAsync(stop.Token);
        await mailer.Begun;
        await stop.CancelAsync();
        mailer.LetGo();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dispatching);

        await using var db = product.Open();
        Assert.False(await db.OutboxMessages.AnyAsync(message => message.State == OutboxState.Sending, Token));
        Assert.Equal(mailer.Sent, await db.OutboxMessages.CountAsync(message => message.Channel != OutboxChannel.RoomCalendar && message.State == OutboxState.Sent, Token));
    }

    [Fact]
    public async Task A_mail_server_that_hangs_does_not_keep_the_calendars_waiting()
    {
        var mailer = new SlowMailer();
        await using var product = await Product.StartAsync(more: services => services.AddSingleton<IMailer>(mailer));
        var seeded = await product.SeedAsync();
        await BookAsync(product, seeded, Ten);
        var dispatcher = product.Get<OutboxDispatcher>();
        await dispatcher.StartAsync(Token);
        await mailer.Begun;

        var second = await BookAsync(product, seeded, Ten + Duration.FromHours(2));

        await Eventually.TrueAsync(() => IsInTheCalendarAsync(product, second.Id), "the second event", Token);
        mailer.LetGo();
        await dispatcher.StopAsync(Token);
    }

    private static async Task<bool> IsInTheCalendarAsync(Product product, Guid bookingId)
    {
        await using var db = product.Open();
        return await db.OutboxMessages.AnyAsync(message => message.BookingId == bookingId && message.Channel == OutboxChannel.RoomCalendar && message.State == OutboxState.Sent, Token);
    }

    private static async Task<Booking> BookAsync(Product product, Seeded seeded, Instant start)
    {
        var booked = await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[0].Id, seeded.Slot(start)), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        return booked.Value;
    }
}
