using VictimSupport.Tests.Bench.Circuits;

namespace VictimSupport.Tests.Bench;

/// <summary>From the start of the process to its first page, and to the first calendar drawn by a circuit.</summary>
internal static class StartFigure
{
    private const int Times = 5;

    public static async Task MeasureAsync(Databases databases, BenchLine line, CancellationToken cancellationToken)
    {
        var demo = await DemoYear.MakeAsync(databases, cancellationToken);
        Report.Head($"Start to first page, median of {Times}");
        await using (var empty = await RunningProgram.EmptyPageAsync(cancellationToken))
        {
            Report.Row("empty MudBlazor page, no database", $"{empty.FirstPage.TotalMilliseconds:0} ms");
        }

        var fresh = databases.NewFolder();
        await using (var first = await RunningProgram.ProductAsync(fresh, demo: false, cancellationToken))
        {
            Report.Row("very first start: databases and keys are made", $"{first.FirstPage.TotalMilliseconds:0} ms");
        }

        await MeasureAsync("empty database", fresh, demo: false, cancellationToken);
        await MeasureAsync("demo year", demo, demo: true, cancellationToken);
        var bookings = await DemoYear.GrowAsync(demo, line.Scale, cancellationToken);
        await MeasureAsync(FormattableString.Invariant($"{line.Scale} × ({bookings} bookings)"), demo, demo: true, cancellationToken);
    }

    private static async Task MeasureAsync(string name, string folder, bool demo, CancellationToken cancellationToken)
    {
        var (pages, calendars) = (new List<double>(), new List<double>());
        for (var time = 0; time < Times; time++)
        {
            await using var program = await RunningProgram.ProductAsync(folder, demo, cancellationToken);
            pages.Add(program.FirstPage.TotalMilliseconds);
            if (demo)
            {
                using var visitor = await program.SignInAsync(cancellationToken);
                await using var circuit = await Circuit.OpenAsync(visitor, "rooms", "calendar-next", cancellationToken);
                calendars.Add(program.Age.TotalMilliseconds);
            }
        }

        Report.Row($"{name}: sign-in page", $"{pages.Median():0} ms");
        if (demo)
        {
            Report.Row($"{name}: signed in and calendar drawn", $"{calendars.Median():0} ms");
        }
    }
}
