using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace VictimSupport.Tests.Browser;

/// <summary>Everything the program logs: the words, the values behind them, exceptions and scopes.</summary>
internal sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // The lines are read after the program has stopped.
    }

    private sealed class Writer(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
            var scopes = new List<string>();
            log._scopes.ForEachScope((scope, list) => list.Add(scope is IEnumerable<KeyValuePair<string, object?>> inner ? string.Join(' ', inner.Select(pair => $"{pair.Key}={pair.Value}")) : $"{scope}"), scopes);
            log._lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {values} {exception} {string.Join(' ', scopes)}");
        }
    }
}
