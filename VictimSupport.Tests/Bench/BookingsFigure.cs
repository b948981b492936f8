using System.Diagnostics;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Tests.Bench;

/// <summary>
/// Bookings per second through <see cref="Scheduler"/> with eight workers, next to the bare SQL insert of the very rows that it wrote:
/// each round books, reads what was written, removes it and inserts it again with the driver alone.
/// </summary>
internal static class BookingsFigure
{
    private const int Workers = 8;
    private const int EachWorker = 200;
    private const int WarmUps = 2;
    private const int Rounds = 5;

    public static async Task MeasureAsync(Databases databases, BenchLine line, CancellationToken cancellationToken)
    {
        Report.Head($"Bookings per second, {Workers} workers, {Rounds} rounds of {Workers * EachWorker}");
        foreach (var (name, isPostgres) in line.Servers)
        {
            await MeasureAsync(name, await databases.NewAsync(isPostgres, cancellationToken), cancellationToken);
        }
    }

    private static async Task MeasureAsync(string name, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        await using var host = await CoreHost.StartAsync(settings, Workers, cancellationToken);
        var rows = BareRows.For(host.Options);
        var (core, bare) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var booked = await BookAsync(host, round, cancellationToken);
            var written = await rows.TakeOutAsync(cancellationToken);
            if (written.Count != Workers * EachWorker)
            {
                throw new InvalidOperationException($"{written.Count} bookings were written, not {Workers * EachWorker}");
            }

            var inserted = await PerSecondAsync(written.Chunk(EachWorker).Select(Func<Task> (share) => () => rows.InsertAsync(share, cancellationToken)));
            await rows.TakeOutAsync(cancellationToken);
            Report.Progress($"{name}, round {round}{(round < WarmUps ? " (warm-up)" : "")}: {booked:0}/s through Scheduler, {inserted:0}/s bare");
            if (round >= WarmUps)
            {
                core.Add(booked);
                bare.Add(inserted);
            }
        }

        var ratio = core.Zip(bare, (mine, its) => mine / its).Median();
        Report.Row($"{name}: bare SQL insert of the same rows", $"{bare.Median():0}/s");
        Report.Row($"{name}: Scheduler.BookAsync", $"{core.Median():0}/s = {ratio:P0} of bare SQL", "≥ 50 %", ratio >= 0.5);
    }

    private static Task<double> BookAsync(CoreHost host, int round, CancellationToken cancellationToken)
    {
        var scheduler = host.Get<Scheduler>();
        return PerSecondAsync(Enumerable.Range(0, Workers).Select(Func<Task> (worker) => async () =>
        {
            for (var index = 0; index < EachWorker; index++)
            {
                var slot = new Slot(host.Rooms[worker], host.Practitioners[worker], CoreHost.Hour(round * EachWorker + index), SupportMode.Online);
                var booked = await scheduler.BookAsync(CoreHost.Coordinator, new BookingForm(host.Cases[worker * 10 + index % 10], slot), cancellationToken);
                if (!booked.IsDone)
                {
                    throw new InvalidOperationException($"Refused: {booked.Refusal.Words}");
                }
            }
        }));
    }

    private static async Task<double> PerSecondAsync(IEnumerable<Func<Task>> workers)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(workers.Select(worker => Task.Run(worker)));
        return Workers * EachWorker / watch.Elapsed.TotalSeconds;
    }
}
