using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using VictimSupport.Core.Demo;
using VictimSupport.Tests.Bench.Circuits;
using VictimSupport.Tests.Bench.EmptyPage;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Bench;

/// <summary>A program in a process of its own that answers over HTTP: the product, or the empty page.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private TaskCompletionSource<long>? _live;

    private RunningProgram(Process process, Uri root)
    {
        _process = process;
        Root = root;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Root { get; }

    /// <summary>From the start of the process until its first page was answered.</summary>
    public TimeSpan FirstPage { get; private set; }

    /// <summary>Since the process began.</summary>
    public TimeSpan Age => DateTime.Now - _process.StartTime;

    /// <summary>Starts the product on a folder: the demonstration there, or an organisation of its own.</summary>
    public static Task<RunningProgram> ProductAsync(string folder, bool demo, CancellationToken cancellationToken)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Repository.PathTo("VictimSupport.Blazor", "bin", build.Parent!.Name, build.Name, "VictimSupport.Blazor.dll");
        string[] arguments = demo
            ? [program, "--demo", "--Demo:Directory", folder]
            : [program, "--Database:Directory", Path.Combine(folder, "data"), "--Keys:File", Path.Combine(folder, "keys", "victimsupport.key"), "--Audit:VerificationKeyFile", Path.Combine(folder, "keys", "audit-verification.key"), "--Audit:AnchorFile", Path.Combine(folder, "keys", "audit-anchors.txt")];
        return StartAsync(arguments, Repository.PathTo("VictimSupport.Blazor"), "account/sign-in", cancellationToken);
    }

    public static Task<RunningProgram> EmptyPageAsync(CancellationToken cancellationToken) =>
        StartAsync([typeof(RunningProgram).Assembly.Location, EmptyHost.Word], AppContext.BaseDirectory, "", cancellationToken);

    /// <summary>A visitor signed in as the demonstration's coordinator.</summary>
    public async Task<Visitor> SignInAsync(CancellationToken cancellationToken)
    {
        var account = DemoOrganisation.Accounts.Single(account => account.Role == Core.Security.Role.Coordinator);
        var visitor = new Visitor(Root);
        await visitor.SignInAsync(account.UserName, account.Password, cancellationToken);
        return visitor;
    }

    /// <summary>The bytes alive in the program after a full collection.</summary>
    public async Task<long> LiveBytesAsync(CancellationToken cancellationToken)
    {
        _live = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _process.StandardInput.WriteLineAsync(StartupHook.Question.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await _live.Task.WaitAsync(Patience, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // SIGTERM, so that databases are closed as in life.
            using var end = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)]);
            await end.WaitForExitAsync();
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private static async Task<RunningProgram> StartAsync(string[] arguments, string folder, string firstPage, CancellationToken cancellationToken)
    {
        var root = new Uri(FormattableString.Invariant($"http://localhost:{FreePort.Next()}/"));
        var start = new ProcessStartInfo("dotnet", [.. arguments, "--urls", root.ToString().TrimEnd('/')])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["DOTNET_STARTUP_HOOKS"] = typeof(RunningProgram).Assembly.Location, ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        };
        var watch = Stopwatch.StartNew();
        var program = new RunningProgram(Process.Start(start)!, root);
        using var http = new HttpClient { BaseAddress = root };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(firstPage, UriKind.Relative), cancellationToken);
                answer.EnsureSuccessStatusCode();
                program.FirstPage = watch.Elapsed;
                return program;
            }
            catch (HttpRequestException) when (!program._process.HasExited && watch.Elapsed < Patience)
            {
                await Task.Delay(5, cancellationToken);
            }
            catch (Exception error)
            {
                var words = string.Join('\n', program._lines);
                await program.DisposeAsync();
                throw new InvalidOperationException($"The program did not answer:\n{words}", error);
            }
        }
    }

    private void Read(string? line)
    {
        if (line?.StartsWith(StartupHook.Answer, StringComparison.Ordinal) == true)
        {
            _live?.TrySetResult(long.Parse(line[StartupHook.Answer.Length..], CultureInfo.InvariantCulture));
        }
        else if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
