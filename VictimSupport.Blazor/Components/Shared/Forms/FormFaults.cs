using VictimSupport.Core.Outcomes;

namespace VictimSupport.Blazor.Components.Shared.Forms;

/// <summary>The refusal a form got, so that each field can show its own.</summary>
public sealed class FormFaults
{
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);

    public Refusal? Refusal { get; private set; }

    /// <summary>Counts submissions, so that a field takes the focus once for each.</summary>
    public int Submissions { get; private set; }

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

    internal void Set(Refusal? refusal)
    {
        Refusal = refusal;
        Submissions++;
    }
}
