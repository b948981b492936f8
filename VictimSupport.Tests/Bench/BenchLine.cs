using System.Globalization;

namespace VictimSupport.Tests.Bench;

/// <summary>What to measure: names of figures and how large.</summary>
/// <param name="Scale">How many times the demonstration's bookings the big database holds.</param>
/// <param name="Only">Measures one database where a figure is taken on both; null for both.</param>
/// <param name="Clients">How many clients the figures of names are taken over; null for the sizes that have a target.</param>
/// <param name="Postgres">A server on which databases may be made; null for a throw-away one.</param>
internal sealed record BenchLine(IReadOnlyList<string> Names, int Scale, string? Only, string? Postgres, int? Clients = null)
{
    public const string Usage = "bench NAME… [--scale 100] [--only sqlite|postgres] [--postgres CONNECTION] [--clients N]   NAME: bookings, series, calendar, start, memory, names, match, or all";

    public static IReadOnlyDictionary<string, Func<Databases, BenchLine, CancellationToken, Task>> Figures { get; } = new Dictionary<string, Func<Databases, BenchLine, CancellationToken, Task>>
    {
        ["bookings"] = BookingsFigure.MeasureAsync,
        ["series"] = SeriesFigure.MeasureAsync,
        ["calendar"] = CalendarFigure.MeasureAsync,
        ["start"] = StartFigure.MeasureAsync,
        ["memory"] = MemoryFigure.MeasureAsync,
        ["names"] = PeopleFigures.MeasureNamesAsync,
        ["match"] = PeopleFigures.MeasureMatchAsync,
    };

    /// <summary>The databases to measure on, by name; true for PostgreSQL.</summary>
    public IEnumerable<(string Name, bool IsPostgres)> Servers => new[] { ("SQLite", false), ("PostgreSQL", true) }.Where(server => Only is null || (Only == "postgres") == server.Item2);

    /// <summary>Null when the words are not understood.</summary>
    public static BenchLine? Parse(IReadOnlyList<string> words)
    {
        var names = new List<string>();
        var (scale, only, postgres, clients) = (100, (string?)null, (string?)null, (int?)null);
        for (var index = 0; index < words.Count; index++)
        {
            var next = index + 1 < words.Count ? words[index + 1] : null;
            switch (words[index])
            {
                case "--scale" when int.TryParse(next, CultureInfo.InvariantCulture, out scale) && scale is >= 1 and <= 1000:
                    index++;
                    break;
                case "--only" when next is "sqlite" or "postgres":
                    only = next;
                    index++;
                    break;
                case "--postgres" when next is not null:
                    postgres = next;
                    index++;
                    break;
                case "--clients" when int.TryParse(next, CultureInfo.InvariantCulture, out var many) && many is >= 100 and <= 1_000_000:
                    clients = many;
                    index++;
                    break;
                case "all":
                    names.AddRange(Figures.Keys);
                    break;
                case var name when Figures.ContainsKey(name):
                    names.Add(name);
                    break;
                default:
                    return null;
            }
        }

        return names.Count == 0 ? null : new BenchLine([.. names.Distinct()], scale, only, postgres, clients);
    }
}
