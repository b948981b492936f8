namespace VictimSupport.Blazor.Components.Layout;

/// <summary>The single keys of the shell (<c>b</c> book, <c>t</c> today): the page that is open may take one over while it lives.</summary>
public sealed class KeyPresses
{
    private readonly List<(string Key, Func<Task> Do)> _handlers = [];

    /// <summary>Handles a key until the returned registration is disposed; the latest page wins.</summary>
    public IDisposable Handle(string key, Func<Task> handler)
    {
        var entry = (key, handler);
        _handlers.Add(entry);
        return new Registration(() => _handlers.Remove(entry));
    }

    /// <summary>Runs the handler of a key; false when no open page wants it.</summary>
    public async Task<bool> PressAsync(string key)
    {
        var index = _handlers.FindLastIndex(entry => entry.Key == key);
        if (index < 0)
        {
            return false;
        }

        await _handlers[index].Do();
        return true;
    }

    private sealed class Registration(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
