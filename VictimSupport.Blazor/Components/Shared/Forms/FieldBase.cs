using Microsoft.AspNetCore.Components;

namespace VictimSupport.Blazor.Components.Shared.Forms;

/// <summary>A labelled field with a hint above and its fault beside it; takes the focus when a save was refused because of it.</summary>
public abstract class FieldBase : ComponentBase
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>The name of the form's property, as a refusal gives it.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The name by which tests find the field.</summary>
    [Parameter]
    public string? TestId { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [CascadingParameter]
    private FormFaults? Faults { get; set; }

    protected ElementReference Input { get; set; }

    protected string Id { get; } = $"f{Guid.NewGuid():n}";

    protected string? Fault => Faults?.For(Name);

    protected string? Invalid => Fault is null ? null : "true";

    protected string? DescribedBy => (Hint, Fault) switch
    {
        (null, null) => null,
        (_, null) => $"{Id}h",
        (null, _) => $"{Id}e",
        _ => $"{Id}h {Id}e",
    };

    protected override void OnInitialized() => Faults?.Add(Name);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Fault is not null && Faults!.TakeFocus())
        {
            await Input.FocusAsync();
        }
    }
}
