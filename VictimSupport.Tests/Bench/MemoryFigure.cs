using VictimSupport.Tests.Bench.Circuits;

namespace VictimSupport.Tests.Bench;

/// <summary>Memory that one idle page keeps alive on the server, next to an empty MudBlazor page's.</summary>
internal static class MemoryFigure
{
    private const int Circuits = 100;

    public static async Task MeasureAsync(Databases databases, BenchLine line, CancellationToken cancellationToken)
    {
        var folder = await DemoYear.MakeAsync(databases, cancellationToken);
        Report.Head($"Memory alive for each idle circuit, {Circuits} circuits, after a full collection");
        double empty;
        await using (var program = await RunningProgram.EmptyPageAsync(cancellationToken))
        {
            using var visitor = new Visitor(program.Root);
            empty = await EachAsync(program, () => Circuit.OpenAsync(visitor, "", "empty-click", cancellationToken), cancellationToken);
            Report.Row("empty MudBlazor page", $"{empty:0} KiB");
        }

        await using var product = await RunningProgram.ProductAsync(folder, demo: true, cancellationToken);
        using var coordinator = await product.SignInAsync(cancellationToken);
        Show("Today", await EachAsync(product, () => Circuit.OpenAsync(coordinator, "", "now-rooms", cancellationToken), cancellationToken), empty);
        Show("calendar, day", await EachAsync(product, () => Circuit.OpenAsync(coordinator, "rooms", "calendar-next", cancellationToken), cancellationToken), empty);
        Show("calendar, week", await EachAsync(product, () => WeekAsync(coordinator, cancellationToken), cancellationToken), empty);
    }

    private static void Show(string page, double each, double empty) => Report.Row(page, $"{each:0} KiB = {each / empty:0.00} × empty", "≤ 1.5 ×", each / empty <= 1.5);

    private static async Task<Circuit> WeekAsync(Visitor visitor, CancellationToken cancellationToken)
    {
        var circuit = await Circuit.OpenAsync(visitor, "rooms", "calendar-week", cancellationToken);
        await circuit.ClickAsync("calendar-week", cancellationToken);
        return circuit;
    }

    private static async Task<double> EachAsync(RunningProgram program, Func<Task<Circuit>> open, CancellationToken cancellationToken)
    {
        var circuits = new List<Circuit>();
        try
        {
            // The first pages also load what all share.
            for (var index = 0; index < 5; index++)
            {
                circuits.Add(await open());
            }

            var before = await program.LiveBytesAsync(cancellationToken);
            for (var index = 0; index < Circuits; index++)
            {
                circuits.Add(await open());
            }

            return (await program.LiveBytesAsync(cancellationToken) - before) / 1024.0 / Circuits;
        }
        finally
        {
            foreach (var circuit in circuits)
            {
                await circuit.DisposeAsync();
            }
        }
    }
}
