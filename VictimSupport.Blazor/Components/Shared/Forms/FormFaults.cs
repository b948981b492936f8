using VictimSupport.Core.Outcomes;

namespace VictimSupport.Blazor.Components.Shared.Forms;

/// <summary>The refusal a form got, so that each field can show its own.</summary>
public sealed class FormFaults
{
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private bool _wantsFocus;

    public Refusal? Refusal { get; private set; }

    /// <summary>Whether the refusal belongs to no field that is on the screen.</summary>
    public bool IsGeneral => Refusal is not null && (Refusal.Field is null || !_fields.Contains(Refusal.Field));

    /// <summary>The words for a field, null when nothing is wrong with it.</summary>
    public string? For(string? field) => field is not null && Refusal?.Field == field ? Refusal.Words : null;

    internal void Add(string? field)
    {
        if (field is not null)
        {
            _fields.Add(field);
        }
    }

    /// <summary>After a save: the field that was refused takes the focus.</summary>
    internal void Set(Refusal? refusal)
    {
        Refusal = refusal;
        _wantsFocus = refusal is not null;
    }

    /// <summary>While somebody still fills in the form: the words appear, the focus stays where it is.</summary>
    internal void Show(Refusal? refusal)
    {
        Refusal = refusal;
        _wantsFocus = false;
    }

    /// <summary>True once after each refused save.</summary>
    internal bool TakeFocus()
    {
        var wanted = _wantsFocus;
        _wantsFocus = false;
        return wanted;
    }
}
