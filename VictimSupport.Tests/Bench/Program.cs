using VictimSupport.Tests.Bench;
using VictimSupport.Tests.Bench.EmptyPage;

if (args is [EmptyHost.Word, .. var settings])
{
    await EmptyHost.RunAsync(settings);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

if (BenchLine.Parse(args) is not { } line)
{
    await Console.Error.WriteLineAsync(BenchLine.Usage);
    return 64;
}

try
{
    await using var databases = new Databases(line);
    Report.Machine();
    foreach (var name in line.Names)
    {
        await BenchLine.Figures[name](databases, line, stop.Token);
    }

    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
