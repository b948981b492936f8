using VictimSupport.Core.Outcomes;

namespace VictimSupport.Blazor.Components.Shared.Forms;

/// <summary>The refusal a form got, so that each field can show its own.</summary>
public sealed class FormFaults
{
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private readonly List<Action> _redraw = [];

    public Refusal? Refusal { get; private set; }

    /// <summary>Counts submissions, so that a field takes the focus once for each.</summary>
    public int Submissions { get; private set; }

    /// <summary>Whether the refusal belongs to no field that is on the screen.</summary>
    public bool IsGeneral => Refusal is not null && (Refusal.Field is null || !_fields.Contains(Refusal.Field));

    /// <summary>The words for a field, null when nothing is wrong with it.</summary>
    public string? For(string? field) => field is not null && Refusal?.Field == field ? Refusal.Words : null;

    /// <summary>Makes a field known; its own parameters do not change with a refusal, so it says how it is drawn again. Fields live no longer than their form.</summary>
    internal void Add(string? field, Action? redraw = null)
    {
        if (redraw is not null)
        {
            _redraw.Add(redraw);
        }

        if (field is not null)
        {
            _fields.Add(field);
        }
    }

    internal void Set(Refusal? refusal)
    {
        Refusal = refusal;
        Submissions++;
        _redraw.ForEach(redraw => redraw());
    }
}
