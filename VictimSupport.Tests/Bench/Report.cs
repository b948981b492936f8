using System.Globalization;
using System.Runtime.InteropServices;

namespace VictimSupport.Tests.Bench;

/// <summary>Prints figures as lines of a Markdown table, so that a run can be pasted into the document; progress goes to the error stream.</summary>
internal static class Report
{
    public static void Machine() => Console.WriteLine(
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Configuration}");

    public static void Head(string title)
    {
        Console.WriteLine();
        Console.WriteLine($"## {title}");
        Console.WriteLine("| what | figure | target | |");
        Console.WriteLine("| --- | --- | --- | --- |");
    }

    /// <summary>A figure without a target of its own: a reference or something worth knowing.</summary>
    public static void Row(string what, FormattableString figure) => Console.WriteLine($"| {what} | {figure.ToString(CultureInfo.InvariantCulture)} | | |");

    public static void Row(string what, FormattableString figure, string target, bool isMet) =>
        Console.WriteLine($"| {what} | {figure.ToString(CultureInfo.InvariantCulture)} | {target} | {(isMet ? "met" : "MISSED")} |");

    public static void Progress(string words) => Console.Error.WriteLine($"… {words}");

#if DEBUG
    private const string Configuration = "DEBUG (figures of a debug build tell nothing)";
#else
    private const string Configuration = "Release";
#endif
}

/// <summary>Figures of many single measurements.</summary>
internal static class Statistics
{
    /// <summary>The value that a share of all does not exceed; the list need not be sorted.</summary>
    public static double Percentile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    public static double Median(this IEnumerable<double> values) => values.Percentile(0.5);
}
