using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Tests.Worker;

/// <summary>Books at random and tells each booking only after the product has acknowledged it.</summary>
internal static class Writing
{
    private static readonly Actor Coordinator = new(new Guid("00000000-0000-4000-8000-00000000000c"), "Cora", Role.Coordinator);
    private static readonly Lock Line = new();

    /// <summary>Random attempts by many workers at once; "go" on stdin starts them, so that two processes begin together.</summary>
    public static async Task BookAsync(IServiceProvider services, Orders orders)
    {
        var scheduler = services.GetRequiredService<Scheduler>();
        Tell("ready");
        await Console.In.ReadLineAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, orders.Attempts), new ParallelOptions { MaxDegreeOfParallelism = orders.Workers }, async (index, token) =>
        {
            var form = Form(orders, new Random(orders.Seed + index), days: Math.Max(3, orders.Attempts / 20));
            var outcome = await scheduler.BookAsync(Coordinator, form, token);
            Tell(outcome.IsDone ? $"booked {outcome.Value.Id}" : $"refused {outcome.Refusal.Code}");
        });
        Tell("end");
    }

    /// <summary>Books, moves and cancels without end, several at once and beside the audit's sealer, until the process is killed; only what was acknowledged is told.</summary>
    public static async Task WriteForEverAsync(IServiceProvider services, Orders orders)
    {
        var scheduler = services.GetRequiredService<Scheduler>();
        Tell("ready");
        await Console.In.ReadLineAsync();
        await services.GetRequiredService<AuditSealer>().StartAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, orders.Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random(orders.Seed + worker);
            while (true)
            {
                await WriteOnceAsync(scheduler, orders, random);
            }
        })));
    }

    private static async Task WriteOnceAsync(Scheduler scheduler, Orders orders, Random random)
    {
        var made = await scheduler.BookAsync(Coordinator, Form(orders, random, days: 300), CancellationToken.None);
        if (!made.IsDone)
        {
            return;
        }

        var booking = made.Value;
        Tell($"wrote {booking.Id} {booking.Version} {booking.State}");
        if (random.Next(3) == 0)
        {
            var moved = await scheduler.MoveAsync(Coordinator, new MoveForm(booking.Id, booking.Version, Form(orders, random, days: 300).Slot), CancellationToken.None);
            if (moved.IsDone)
            {
                booking = moved.Value;
                Tell($"wrote {booking.Id} {booking.Version} {booking.State}");
            }
        }

        // Most are given back, so that there is always room for the next.
        if (random.Next(20) != 0)
        {
            var cancelled = await scheduler.CancelAsync(Coordinator, booking.Id, booking.Version, CancelReason.ClientAsked, CancellationToken.None);
            if (cancelled.IsDone)
            {
                Tell($"wrote {booking.Id} {cancelled.Value.Version} {cancelled.Value.State}");
            }
        }
    }

    private static BookingForm Form(Orders orders, Random random, int days)
    {
        var first = Instant.FromUnixTimeMilliseconds(orders.StartMs) + Duration.FromDays(1);
        var start = first + Duration.FromDays(random.Next(days)) + Duration.FromMinutes(15 * random.Next(40));
        return new BookingForm(One(orders.Cases!), new Slot(One(orders.Rooms!), One(orders.Practitioners!), start, SupportMode.Online, null, true));

        Guid One(IReadOnlyList<Guid> ids) => ids[random.Next(ids.Count)];
    }

    private static void Tell(string line)
    {
        lock (Line)
        {
            Console.Out.WriteLine(line);
        }
    }
}
