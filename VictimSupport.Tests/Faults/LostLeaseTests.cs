using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Worker;

namespace VictimSupport.Tests.Faults;

/// <summary>A machine that sleeps, or a process that stands still, between taking a message and handing it over.</summary>
public sealed class LostLeaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_whose_lease_ran_out_before_it_was_handed_over_is_delivered_later_and_not_dropped()
    {
        var clock = new SetClock(Product.At(2026, 11, 24, 9).ToUnixTimeMilliseconds());
        var mailer = new SleepyMailer(clock);
        await using var product = await Product.StartAsync(more: services => services.AddSingleton<TimeProvider>(clock).AddSingleton<IMailer>(mailer));
        var seeded = await product.SeedAsync();
        await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[0].Id, seeded.Slot(Product.At(2026, 11, 27, 10))), Token);

        await product.Get<OutboxDispatcher>().DispatchDueAsync(Token);
        Assert.Equal(0, mailer.Sent);
        while (await product.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            // Everything that is due.
        }

        await using var db = product.Open();
        Assert.Equal(2, mailer.Sent);
        Assert.All(await db.OutboxMessages.ToListAsync(Token), message => Assert.Equal(OutboxState.Sent, message.State));
    }

    private sealed class SleepyMailer(SetClock clock) : IMailer
    {
        private int _sent;
        private int _asked;

        public bool Delivers => true;

        public int Sent => _sent;

        public async Task<Delivery> SendAsync(string mailbox, Func<CancellationToken, Task<OutgoingMail?>> compose, CancellationToken cancellation)
        {
            // Both mails of the booking are leased by now, and sleep past their leases together.
            if (Interlocked.Increment(ref _asked) <= 2)
            {
                clock.Set((clock.GetUtcNow() + OutboxGates.Lease.ToTimeSpan() + TimeSpan.FromSeconds(1)).ToUnixTimeMilliseconds());
            }

            if (await compose(cancellation) is null)
            {
                return Delivery.Obsolete;
            }

            Interlocked.Increment(ref _sent);
            return Delivery.Sent;
        }
    }
}
