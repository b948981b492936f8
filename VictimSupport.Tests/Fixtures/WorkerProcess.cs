using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using VictimSupport.Tests.Worker;

namespace VictimSupport.Tests.Fixtures;

/// <summary>A process of the product beside the test's own, which can be killed at any moment; it never outlives the test.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> errors = new();

    private WorkerProcess(Process process) => this.process = process;

    /// <summary>Everything it told so far.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>Starts it and gives it its orders; it is not ready yet.</summary>
    public static WorkerProcess Start(Orders orders)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Worker.dll")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var worker = new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("The worker did not start."));
        worker.process.OutputDataReceived += (_, line) => Keep(worker.lines, line.Data);
        worker.process.ErrorDataReceived += (_, line) => Keep(worker.errors, line.Data);
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        worker.Say(JsonSerializer.Serialize(orders));
        return worker;
    }

    public void Say(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; whoever waits for its answer is told why.
        }
    }

    /// <summary>Waits for a line, one minute at most; fails with the worker's own words when it ends before.</summary>
    public Task WaitForAsync(string line, CancellationToken cancellation, TimeSpan? limit = null) =>
        WaitForAnyAsync(told => told == line, cancellation, limit);

    /// <summary>The same for the first line that fits.</summary>
    public Task WaitForAnyAsync(Func<string, bool> which, CancellationToken cancellation, TimeSpan? limit = null) => Eventually.TrueAsync(
        () => lines.Any(which) ? Task.FromResult(true)
            : process.HasExited ? throw new InvalidOperationException($"The worker ended with {process.ExitCode}: {string.Join('\n', errors)}")
            : Task.FromResult(false),
        "what the worker was to tell", cancellation, limit ?? TimeSpan.FromMinutes(1));

    /// <summary>kill -9, and everything that it had told until then is read.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> where, string? line)
    {
        if (line is not null)
        {
            where.Enqueue(line);
        }
    }
}
