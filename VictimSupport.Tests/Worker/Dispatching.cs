using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Tests.Worker;

/// <summary>The real dispatcher with the real deliveries; it gets ready, waits for the time it is, and works until it is killed.</summary>
internal static class Dispatching
{
    public static async Task RunAsync(IServiceProvider services, SetClock clock)
    {
        var dispatcher = services.GetRequiredService<OutboxDispatcher>();
        await using (var db = await services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync())
        {
            // The first question of a process is the slow one: ask it before the time counts.
            await db.OutboxMessages.AnyAsync(message => message.State == OutboxState.Sending);
        }

        Console.WriteLine("ready");
        for (var begun = false; await Console.In.ReadLineAsync() is { } order; begun = true)
        {
            clock.Set(long.Parse(order, CultureInfo.InvariantCulture));
            if (!begun)
            {
                await dispatcher.StartAsync(CancellationToken.None);
            }
        }
    }
}
