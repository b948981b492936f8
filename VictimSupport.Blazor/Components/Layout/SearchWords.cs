namespace VictimSupport.Blazor.Components.Layout;

/// <summary>What is typed into the search field of the frame. It may be a name, so it lives in the circuit and never in an address.</summary>
public sealed class SearchWords
{
    public string Text { get; private set; } = "";

    /// <summary>Somebody searched while the list was already open.</summary>
    public event EventHandler? Changed;

    public void Set(string text)
    {
        Text = text.Trim();
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
