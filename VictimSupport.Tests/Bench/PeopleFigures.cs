using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Matching;

namespace VictimSupport.Tests.Bench;

/// <summary>The search of clients by name with typing errors, and the comparison of a new perpetrator with everybody, each beside a reference of the same run.</summary>
internal static class PeopleFigures
{
    private const int Searches = 60;
    private const int Checks = 20;

    public static async Task MeasureNamesAsync(Databases databases, BenchLine line, CancellationToken cancellationToken)
    {
        foreach (var (clients, most) in line.Clients is { } size ? [(size, 1000)] : new[] { (20_000, 200), (100_000, 1000) })
        {
            Report.Head($"Search by name with typing errors over {clients} clients, {Searches} times");
            await using var host = await StartAsync(databases, clients, cancellationToken);
            var names = host.Get<CaseFiles>();
            var watch = Stopwatch.StartNew();
            await names.ListAsync(CoreHost.Coordinator, new CaseQuery("Katarzyna Kowalski"), cancellationToken);
            Report.Row("first search after a start: all names are opened", $"{watch.Elapsed.TotalSeconds:0.0} s");
            var random = new Random(7);
            var people = SpoiltNames.People(random);
            var (searches, folds) = (new List<double>(), new List<double>());
            for (var index = 0; index < Searches; index++)
            {
                var typed = SpoiltNames.Spoil(people[index], index * SpoiltNames.Kinds + 3, random).Name;
                watch.Restart();
                await names.ListAsync(CoreHost.Coordinator, new CaseQuery(typed), cancellationToken);
                searches.Add(watch.Elapsed.TotalMilliseconds);
                watch.Restart();
                await CountAsync(host, cancellationToken);
                folds.Add(watch.Elapsed.TotalMilliseconds);
            }

            Report.Row("reference: ids and versions of all cases read", $"p50 {folds.Median():0} ms, p95 {folds.Percentile(0.95):0} ms");
            Report.Row("CaseFiles.ListAsync by name", $"p50 {searches.Median():0} ms, p95 {searches.Percentile(0.95):0} ms", $"≤ {most} ms", searches.Percentile(0.95) <= most);
        }
    }

    public static async Task MeasureMatchAsync(Databases databases, BenchLine line, CancellationToken cancellationToken)
    {
        var clients = line.Clients ?? 100_000;
        Report.Head($"A new perpetrator compared with {clients} people, {Checks} times");
        await using var host = await StartAsync(databases, clients, cancellationToken);
        await using (var db = await host.Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken))
        {
            // One asks to be compared, so that the names are opened; everybody else was compared long ago.
            var first = host.Cases[0];
            await db.Cases.Where(row => row.Id != first).ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), cancellationToken);
        }

        var watch = Stopwatch.StartNew();
        await host.Get<PerpetratorMatching>().CompareAsync(cancellationToken);
        Report.Row("first comparison after a start: all names are opened", $"{watch.Elapsed.TotalSeconds:0.0} s");
        var people = SpoiltNames.People(new Random(7));
        var (checks, saves, reads) = (new List<double>(), new List<double>(), new List<double>());
        for (var index = 0; index < Checks; index++)
        {
            watch.Restart();
            await host.Get<Perpetrators>().AddAsync(CoreHost.Coordinator, host.Cases[0], new PerpetratorForm($"{people[index].First} Unheardof{index}", Telephone: SpoiltNames.Telephone(index)), cancellationToken);
            saves.Add(watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            await host.Get<PerpetratorMatching>().CompareAsync(cancellationToken);
            checks.Add(watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            await CountAsync(host, cancellationToken);
            reads.Add(watch.Elapsed.TotalMilliseconds);
        }

        Report.Row("reference: ids and versions of all cases read", $"p50 {reads.Median():0} ms, p95 {reads.Percentile(0.95):0} ms");
        Report.Row("the save itself, which waits for no comparison", $"p50 {saves.Median():0} ms, p95 {saves.Percentile(0.95):0} ms");
        Report.Row("PerpetratorMatching.CompareAsync", $"p50 {checks.Median():0} ms, p95 {checks.Percentile(0.95):0} ms", "≤ 2,000 ms", checks.Percentile(0.95) <= 2000);
    }

    private static async Task CountAsync(CoreHost host, CancellationToken cancellationToken)
    {
        await using var db = await host.Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken);
        _ = (await db.Cases.AsNoTracking().Select(file => new { file.Id, file.Version }).ToListAsync(cancellationToken)).Count;
    }

    // Sealed rows with keys of their own, as the product makes them, but many in one transaction.
    private static async Task<CoreHost> StartAsync(Databases databases, int clients, CancellationToken cancellationToken)
    {
        var host = await CoreHost.StartAsync(await databases.NewAsync(false, cancellationToken), 1, cancellationToken);
        var random = new Random(20261127);
        var names = SpoiltNames.Others(random);
        var made = 0;
        while (made < clients)
        {
            Report.Progress($"{made} of {clients} clients");
            await using var db = await host.Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken);
            for (var index = 0; index < 2000 && made < clients; index++, made++)
            {
                var id = Guid.CreateVersion7();
                var key = await host.Get<ClientVault>().CreateSubjectAsync(id, SubjectKind.Client, cancellationToken);
                var form = new CaseForm($"{names[made % names.Count]} {names[(made * 7) % names.Count].Split(' ')[1]}", "en", SupportMode.Online, null, new SafeContactForm());
                db.Cases.Add(CaseSealing.Create(form, id, key, 2020, made + 1, NodaTime.Instant.FromUtc(2020, 1, 1, 8, 0)));
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        return host;
    }
}
