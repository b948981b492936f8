using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Staff.Intake;

/// <summary>The intake of a case: the list of topics, and one of them at a time. What is typed goes to Core by intake.js; here it is saved to the file.</summary>
public sealed partial class IntakePage
{
    private ElementReference _root;
    private ElementReference _goOn;
    private IntakeContact? _contact;
    private IntakeOverview? _intake;
    private OpenedTopic? _page;
    private CaseRow? _row;
    private Refusal? _refused;
    private Refusal? _fault;
    private bool _isDanger;
    private string? _savedAt;
    private Guid _drawn;
    private Guid _watched;
    private IJSObjectReference? _module;
    private IJSObjectReference? _watch;
    private DotNetObjectReference<IntakePage>? _self;

    [Parameter]
    public Guid Id { get; set; }

    [Parameter]
    public string? Topic { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = default!;

    [Inject]
    private IntakeFiles Files { get; set; } = default!;

    [Inject]
    private IntakeSaves Saves { get; set; } = default!;

    [Inject]
    private CaseFiles Cases { get; set; } = default!;

    [Inject]
    private OrganisationProfile Organisation { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private bool MayFill => AccessPolicy.Allows(Actor, Operation.FillIntake) && _intake?.State != CaseState.Closed;

    private string? SavedWords => _savedAt is null ? null : Texts["SavedAt", _savedAt].Value;

    // The first topic that still waits, those a case waits for first.
    private TopicLine? Next => _intake?.Topics.Where(topic => topic.State == TopicState.ToDo).OrderByDescending(topic => topic.IsRequired).FirstOrDefault();

    protected override async Task OnParametersSetAsync()
    {
        if (_intake?.CaseId != Id || _page?.Topic.Key != Topic)
        {
            _fault = null;
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_intake is null || _refused is not null || _watched == _drawn)
        {
            return;
        }

        _watched = _drawn;
        await StopAsync();
        if (_page is null || !MayFill)
        {
            if (_page is null && Next is not null)
            {
                await _goOn.FocusAsync();
            }

            return;
        }

        _self ??= DotNetObjectReference.Create(this);
        _module ??= await Script.InvokeAsync<IJSObjectReference>("import", "/intake.js");
        _watch = await _module.InvokeAsync<IJSObjectReference>("start", _root, _self);
    }

    /// <summary>Saves what was sent, and goes on to the topic that many steps away.</summary>
    [JSInvokable]
    public async Task Save(int step)
    {
        // Refused, the contact says why beside its field.
        if (_page is null || Topic is null || (_contact is not null && !await _contact.TrySaveAsync()))
        {
            return;
        }

        var outcome = await Saves.SaveAsync(Actor, Id, Topic, CancellationToken.None);
        _fault = outcome.Refusal;
        if (_fault is not null)
        {
            StateHasChanged();
            if (_fault.Field is { } field && _watch is not null)
            {
                await _watch.InvokeVoidAsync("focus", field);
            }

            return;
        }

        await AfterAsync(outcome.Value!, step);
    }

    /// <summary>Shows or hides what to do in danger.</summary>
    [JSInvokable]
    public void Danger()
    {
        _isDanger = !_isDanger;
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone and the page with it.
        }

        _self?.Dispose();
    }

    private async Task SetAsideAsync()
    {
        var outcome = await Saves.SetAsideAsync(Actor, Id, Topic!, CancellationToken.None);
        _fault = outcome.Refusal;
        if (outcome.IsDone)
        {
            await AfterAsync(outcome.Value, 1);
        }
    }

    private async Task ChooseAsync(IReadOnlyList<ClashChoice> choices)
    {
        await Saves.ChooseAsync(Actor, Id, Topic!, _page!.Version, choices, CancellationToken.None);
        await Save(0);
    }

    private async Task AfterAsync(IntakeSaved saved, int step)
    {
        var topics = _intake!.Topics;
        var index = topics.ToList().FindIndex(topic => topic.Key == Topic) + step;
        if (saved.Clashes.Count > 0 || step == 0 || index < 0)
        {
            await LoadAsync();
            StateHasChanged();
            return;
        }

        Navigation.NavigateTo(index < topics.Count ? Address(topics[index]) : $"cases/{Id}/intake");
    }

    private string Address(TopicLine topic) => $"cases/{Id}/intake/{topic.Key}";

    private async Task LoadAsync()
    {
        var intake = await Files.ReadAsync(Actor, Id, CancellationToken.None);
        var page = Topic is null || !intake.IsDone ? (Outcome<OpenedTopic>?)null : await Files.OpenAsync(Actor, Id, Topic, CancellationToken.None);
        await ReadCaseAsync();
        _refused = intake.Refusal ?? page?.Refusal;
        _intake = intake.Value;
        _page = page?.Value;
        var at = _page?.DraftAt ?? _page?.SavedAt;
        _savedAt = at is null ? null : Times.ClockWithSeconds(at.Value, (await Organisation.ReadAsync(Actor, CancellationToken.None)).Zone);
        _drawn = Guid.NewGuid();
    }

    private async Task ReadCaseAsync() => _row = await Cases.ReadAsync(Actor, Id, CancellationToken.None);

    private async Task StopAsync()
    {
        if (_watch is { } watch)
        {
            _watch = null;
            await watch.InvokeVoidAsync("stop");
            await watch.DisposeAsync();
        }
    }
}
