using System.Diagnostics;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Tests.Bench;

/// <summary>A weekly series of a year saved in one commit, and its preview.</summary>
internal static class SeriesFigure
{
    private const int Weeks = 52;
    private const int Times = 40;

    public static async Task MeasureAsync(Databases databases, BenchLine line, CancellationToken cancellationToken)
    {
        Report.Head($"A series of {Weeks} weeks in one commit, {Times} times");
        foreach (var (name, isPostgres) in line.Servers)
        {
            await MeasureAsync(name, await databases.NewAsync(isPostgres, cancellationToken), cancellationToken);
        }
    }

    private static async Task MeasureAsync(string name, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        await using var host = await CoreHost.StartAsync(settings, 1, cancellationToken);
        var rows = BareRows.For(host.Options);
        var series = host.Get<SeriesBooking>();
        var (previews, saves, bare) = (new List<double>(), new List<double>(), new List<double>());
        for (var index = 0; index < Times + 3; index++)
        {
            var first = new LocalDate(2026, 11, 30).PlusDays(index / 11).At(new LocalTime(9 + index % 11, 0));
            var form = new SeriesForm(host.Cases[0], host.Rooms[0], host.Practitioners[0], SupportMode.Online, first, Weeks);
            var watch = Stopwatch.StartNew();
            var preview = await series.PreviewAsync(CoreHost.Coordinator, form, cancellationToken);
            var previewed = watch.Elapsed;
            watch.Restart();
            var saved = await series.BookAsync(CoreHost.Coordinator, new SeriesPlan(form.CaseId, first.TimeOfDay, [.. preview.Value!.Where(week => week.Refusal is null).Select(week => week.Slot!)]), cancellationToken);
            var took = watch.Elapsed;
            if (saved.Value?.Count != Weeks - preview.Value!.Count(week => week.Refusal is not null))
            {
                throw new InvalidOperationException($"Refused: {saved.Refusal?.Words}");
            }

            var written = await rows.TakeOutAsync(cancellationToken);
            watch.Restart();
            await rows.InsertTogetherAsync(written, cancellationToken);
            var inserted = watch.Elapsed;
            await rows.TakeOutAsync(cancellationToken);
            if (index >= 3)
            {
                previews.Add(previewed.TotalMilliseconds);
                saves.Add(took.TotalMilliseconds);
                bare.Add(inserted.TotalMilliseconds);
            }
        }

        Report.Row($"{name}: preview of {Weeks} dates", $"p50 {previews.Median():0.0} ms, p95 {previews.Percentile(0.95):0.0} ms");
        Report.Row($"{name}: bare SQL insert of the same rows", $"p50 {bare.Median():0.0} ms, p95 {bare.Percentile(0.95):0.0} ms");
        Report.Row($"{name}: SeriesBooking.BookAsync", $"p50 {saves.Median():0.0} ms, p95 {saves.Percentile(0.95):0.0} ms", "≤ 200 ms", saves.Percentile(0.95) <= 200);
    }
}
