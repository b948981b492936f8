using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core;
using VictimSupport.Tests.Worker;

// One process of the product for the harnesses in Faults/: orders come on stdin, what happened goes out on stdout, and it ends when its parent does.
var orders = JsonSerializer.Deserialize<Orders>(Console.ReadLine() ?? throw new InvalidOperationException("No orders"))!;
var clock = new SetClock(orders.StartMs);
var configuration = new ConfigurationBuilder().AddInMemoryCollection(orders.Settings).Build();
var services = new ServiceCollection();
services.AddLogging();
services.AddSingleton<IConfiguration>(configuration);
services.AddSingleton<TimeProvider>(clock);
services.AddVictimSupport(configuration);
await using var provider = services.BuildServiceProvider();
await provider.PrepareAsync(TextWriter.Null, CancellationToken.None);

switch (orders.Mode)
{
    case "book":
        await Writing.BookAsync(provider, orders);
        break;
    case "write":
        await Writing.WriteForEverAsync(provider, orders);
        break;
    case "dispatch":
        await Dispatching.RunAsync(provider, clock);
        break;
    default:
        throw new InvalidOperationException("Unknown mode " + orders.Mode);
}
