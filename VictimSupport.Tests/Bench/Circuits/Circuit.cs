using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace VictimSupport.Tests.Bench.Circuits;

/// <summary>One open page: a real Blazor Server circuit over SignalR, with a page of nodes instead of a screen.</summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HubConnection _hub;
    private readonly Lock _lock = new();
    private readonly Page _page = new();
    private readonly Dictionary<string, TaskCompletionSource<string>> _calls = [];
    private readonly TaskCompletionSource _interop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dotNet;
    private long _lastBatchAt;
    private int _call;

    private Circuit(HubConnection hub)
    {
        _hub = hub;
        hub.ServerTimeout = TimeSpan.FromMinutes(2);
        hub.On<int, string>("JS.AttachComponent", (_, _) => { });
        hub.On<int, byte[]>("JS.ReceiveByteArray", (_, _) => { });
        hub.On<long>("JS.EndUpdateRootComponents", _ => { });
        hub.On<long, string, string, int, long, int>("JS.BeginInvokeJS", AnswerScriptAsync);
        hub.On<string, bool, string>("JS.EndInvokeDotNet", EndCall);
        hub.On<long, byte[]>("JS.RenderBatch", RenderAsync);
        hub.On<string>("JS.Error", words => _failed.TrySetException(new InvalidOperationException($"The circuit failed: {words}")));
        hub.Closed += error =>
        {
            _failed.TrySetException(error ?? new IOException("The circuit was closed"));
            return Task.CompletedTask;
        };
    }

    /// <summary>Bytes of all render batches so far.</summary>
    public long Received { get; private set; }

    public string Heading
    {
        get
        {
            lock (_lock)
            {
                return _page.Heading;
            }
        }
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->", RegexOptions.None, 2000)]
    private static partial Regex Marker { get; }

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->", RegexOptions.None, 2000)]
    private static partial Regex State { get; }

    /// <summary>Opens a page and waits until it shows an element with a <c>data-testid</c>.</summary>
    public static async Task<Circuit> OpenAsync(Visitor visitor, string path, string testId, CancellationToken cancellationToken)
    {
        var html = await visitor.Http.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken);
        var markers = Marker.Matches(html).Select(match => JsonNode.Parse(match.Groups[1].Value)!.AsObject()).Where(marker => (string?)marker["type"] == "server").ToList();
        if (markers.Count == 0)
        {
            throw new InvalidOperationException($"{path} has no interactive part: is somebody signed in?");
        }

        var builder = new HubConnectionBuilder().WithUrl(new Uri(visitor.Root, "_blazor"), connection =>
        {
            connection.Cookies = visitor.Cookies;
            connection.Transports = HttpTransportType.WebSockets;
        });
        builder.Services.AddSingleton<IHubProtocol>(new BlazorPack());
        var circuit = new Circuit(builder.Build());
        await circuit._hub.StartAsync(cancellationToken);
        await circuit._hub.InvokeAsync<string>("StartCircuit", visitor.Root.ToString(), new Uri(visitor.Root, path).ToString(), "[]", "", cancellationToken);
        var adding = new JsonArray([.. markers.Select((marker, index) => new JsonObject { ["type"] = "add", ["ssrComponentId"] = index + 1, ["marker"] = marker.DeepClone() })]);
        await circuit._hub.SendAsync("UpdateRootComponents", new JsonObject { ["batchId"] = 1, ["operations"] = adding }.ToJsonString(), State.Match(html).Groups[1].Value, cancellationToken);
        await circuit.OrFailAsync(circuit._interop.Task, cancellationToken);
        await circuit.SeeAsync(testId, cancellationToken);
        return circuit;
    }

    /// <summary>Waits until the page shows an element with a <c>data-testid</c>.</summary>
    public async Task SeeAsync(string testId, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_page.Find(testId) is not null)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await OrFailAsync(changed, cancellationToken);
        }
    }

    /// <summary>Clicks and returns how long it took from the click to the last render batch it caused.</summary>
    public async Task<TimeSpan> ClickAsync(string testId, CancellationToken cancellationToken)
    {
        ulong handler;
        var call = Interlocked.Increment(ref _call).ToString(CultureInfo.InvariantCulture);
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            handler = _page.Find(testId)?.Handlers.GetValueOrDefault("onclick") is { } found and not 0 ? found : throw new InvalidOperationException($"There is no {testId} to click");
            _calls[call] = ended;
        }

        var arguments = JsonSerializer.Serialize(new object[] { new { eventHandlerId = handler, eventName = "click", eventFieldInfo = (object?)null }, new { type = "click", detail = 1, button = 0 } });
        var clicked = Stopwatch.GetTimestamp();
        await _hub.SendAsync("BeginInvokeDotNetFromJS", call, null, "DispatchEventAsync", _dotNet, arguments, cancellationToken);
        await OrFailAsync(ended.Task, cancellationToken);
        return Stopwatch.GetElapsedTime(clicked, Interlocked.Read(ref _lastBatchAt));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task OrFailAsync(Task task, CancellationToken cancellationToken) =>
        await (await Task.WhenAny(task, _failed.Task).WaitAsync(Patience, cancellationToken));

    private async Task RenderAsync(long number, byte[] bytes)
    {
        Interlocked.Exchange(ref _lastBatchAt, Stopwatch.GetTimestamp());
        TaskCompletionSource changed;
        lock (_lock)
        {
            Received += bytes.Length;
            _page.Apply(new RenderBatch(bytes));
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
        await _hub.SendAsync("OnRenderCompleted", number, null);
    }

    private void EndCall(string call, bool isDone, string result)
    {
        lock (_lock)
        {
            if (_calls.Remove(call, out var waiting))
            {
                if (isDone)
                {
                    waiting.SetResult(result);
                }
                else
                {
                    waiting.SetException(new InvalidOperationException(result));
                }
            }
        }
    }

    // What scripts would answer: a module for an import, "no" for a question, nothing for the rest.
    private async Task AnswerScriptAsync(long task, string name, string arguments, int resultKind, long target, int callKind)
    {
        if (name == "Blazor._internal.attachWebRendererInterop")
        {
            _dotNet = JsonNode.Parse(arguments)![1]!["__dotNetObject"]!.GetValue<long>();
            _interop.TrySetResult();
        }

        if (task != 0)
        {
            var answer = resultKind == 1 ? "{\"__jsObjectId\":1}" : name.Contains("dark", StringComparison.OrdinalIgnoreCase) ? "false" : "null";
            await _hub.SendAsync("EndInvokeJSFromDotNet", task, true, FormattableString.Invariant($"[{task},true,{answer}]"));
        }
    }
}
