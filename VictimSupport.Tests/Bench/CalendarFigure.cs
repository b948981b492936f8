using VictimSupport.Tests.Bench.Circuits;

namespace VictimSupport.Tests.Bench;

/// <summary>Going to the next week in the calendar of all rooms, from the click to the render batch, on the demonstration's year and on the grown one.</summary>
internal static class CalendarFigure
{
    // The demonstration is booked eight weeks ahead.
    private const int WeeksAhead = 7;
    private const int WarmUps = 6;
    private const int Times = 20;

    public static async Task MeasureAsync(Databases databases, BenchLine line, CancellationToken cancellationToken)
    {
        var folder = await DemoYear.MakeAsync(databases, cancellationToken);
        Report.Head("Next week in the calendar of all rooms, click to render batch");
        await using (var empty = await RunningProgram.EmptyPageAsync(cancellationToken))
        {
            using var visitor = new Visitor(empty.Root);
            foreach (var people in new[] { 1, 8 })
            {
                var clicks = await TogetherAsync(people, () => Circuit.OpenAsync(visitor, "", "empty-click", cancellationToken), ClickEmptyAsync, cancellationToken);
                Report.Row($"empty MudBlazor page, {Words(people)}", $"p50 {clicks.Median():0.0} ms, p95 {clicks.Percentile(0.95):0.0} ms");
            }
        }

        await MeasureAsync("demo year", folder, cancellationToken);
        var bookings = await DemoYear.GrowAsync(folder, line.Scale, cancellationToken);
        await MeasureAsync(FormattableString.Invariant($"{line.Scale} × ({bookings} bookings)"), folder, cancellationToken);
    }

    private static async Task MeasureAsync(string name, string folder, CancellationToken cancellationToken)
    {
        await using var program = await RunningProgram.ProductAsync(folder, demo: true, cancellationToken);
        using var visitor = await program.SignInAsync(cancellationToken);
        foreach (var (people, p95) in new[] { (1, 50), (8, 150) })
        {
            var clicks = await TogetherAsync(people, () => OpenWeekAsync(visitor, cancellationToken), NextWeeksAsync, cancellationToken);
            var median = clicks.Median();
            Report.Row($"{name}, {Words(people)}, p50 of {clicks.Count}", $"{median:0.0} ms", people == 1 ? "≤ 8 ms" : "–", people > 1 || median <= 8);
            Report.Row($"{name}, {Words(people)}, p95", $"{clicks.Percentile(0.95):0.0} ms", $"≤ {p95} ms", clicks.Percentile(0.95) <= p95);
        }
    }

    private static string Words(int people) => people == 1 ? "1 person" : FormattableString.Invariant($"{people} people at once");

    private static async Task<Circuit> OpenWeekAsync(Visitor visitor, CancellationToken cancellationToken)
    {
        var circuit = await Circuit.OpenAsync(visitor, "rooms", "calendar-week", cancellationToken);
        await circuit.ClickAsync("calendar-week", cancellationToken);
        return circuit;
    }

    private static async Task NextWeeksAsync(Circuit circuit, List<double> times, CancellationToken cancellationToken)
    {
        for (var week = 0; week < WeeksAhead; week++)
        {
            var before = circuit.Heading;
            times.Add((await circuit.ClickAsync("calendar-next", cancellationToken)).TotalMilliseconds);
            if (circuit.Heading == before)
            {
                throw new InvalidOperationException($"The calendar stayed at {before}");
            }
        }

        await circuit.ClickAsync("calendar-today", cancellationToken);
    }

    private static async Task ClickEmptyAsync(Circuit circuit, List<double> times, CancellationToken cancellationToken)
    {
        for (var click = 0; click < WeeksAhead; click++)
        {
            times.Add((await circuit.ClickAsync("empty-click", cancellationToken)).TotalMilliseconds);
        }
    }

    /// <summary>Several people doing the same, each on a page of its own, one click after the other without a pause.</summary>
    private static async Task<List<double>> TogetherAsync(int people, Func<Task<Circuit>> open, Func<Circuit, List<double>, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        var circuits = await Task.WhenAll(Enumerable.Range(0, people).Select(_ => open()));
        try
        {
            var all = await Task.WhenAll(circuits.Select(circuit => Task.Run(async () =>
            {
                var times = new List<double>();
                for (var time = 0; time < WarmUps + Times; time++)
                {
                    if (time == WarmUps)
                    {
                        times.Clear();
                    }

                    await act(circuit, times, cancellationToken);
                }

                return times;
            })));
            return [.. all.SelectMany(times => times)];
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
