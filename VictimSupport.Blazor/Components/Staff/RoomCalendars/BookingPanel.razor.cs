using Microsoft.AspNetCore.Components;
using MudBlazor;
using NodaTime;
using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Blazor.Components.Shared.Forms;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>The drawer that books: asks Core after every change what it would say, and books with one button.</summary>
public partial class BookingPanel
{
    private static readonly RefusalCode[] TimeWouldHelp =
    [
        RefusalCode.RoomTaken, RefusalCode.PractitionerTaken, RefusalCode.ClientTaken, RefusalCode.RoomBlockedOutside, RefusalCode.ClosedDay, RefusalCode.OutsideOpeningHours,
        RefusalCode.PractitionerAbsent, RefusalCode.PractitionerOutsideHours, RefusalCode.InThePast, RefusalCode.NotOnTheQuarterHour,
    ];

    private readonly FormFaults _faults = new();
    private BookingDraft _draft = new();
    private BookingStart? _begun;
    private Instant _from;
    private IReadOnlyList<FreeSlot> _slots = [];
    private IReadOnlyList<FreeSlot> _nearest = [];
    private SeriesDraft? _series;
    private RoomLinkOutlook? _outlook;
    private Refusal? _gate;
    private IReadOnlyList<GateAnswer> _answers = [];
    private bool _onlyThisRoom;
    private bool _isLoaded;
    private bool _isTimeChosen;
    private bool _isBusy;
    private int _turn;

    [Parameter, EditorRequired]
    public OrganisationSnapshot Organisation { get; set; } = default!;

    [Parameter, EditorRequired]
    public BookingStart Start { get; set; } = default!;

    [Parameter]
    public EventCallback Closed { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = default!;

    private IReadOnlyList<(Guid Value, string Text)> Practitioners =>
    [
        .. Organisation.Practitioners.Where(row => row.IsActive).OrderByDescending(row => row.Id == _draft.Case?.PractitionerId)
            .Select(row => (row.Id, row.Id == _draft.Case?.PractitionerId ? Texts["Assigned", row.WorkingName].Value : row.WorkingName)),
    ];

    private IReadOnlyList<Room> Rooms => BookingDraft.RoomsFor(Organisation, _draft.Mode);

    private IReadOnlyList<(Guid Value, string Text)> RoomChoices => [.. Rooms.Select(room => (room.Id, room.Name))];

    private IReadOnlyList<(SupportMode Value, string Text)> Modes => [.. Choices.Modes(Shared).Where(choice => ModeGate.Bookable.Contains(choice.Value))];

    private string RoomName => Organisation.RoomsById.GetValueOrDefault(_draft.RoomId)?.Name ?? "";

    private BookingForm? Form => _draft is { Case: { } file } && _draft.ToSlot(Organisation.Zone) is { } slot ? new BookingForm(file.Id, slot) : null;

    private string When => $"{Times.Day(_draft.When.Date)}, {Times.Clock(_draft.When.TimeOfDay)}–{Times.Clock(_draft.When.PlusMinutes(Math.Max(0, _draft.Minutes)).TimeOfDay)}";

    private string Chosen => _faults.Refusal is not null ? Texts["ChosenUnchecked", When, RoomName]
        : _draft.Case is null ? $"{Texts["ChosenUnchecked", When, RoomName]} {Texts["ChooseCaseFirst"]}" : Texts["ChosenFree", When, RoomName];

    private string ActionId => _series is not null ? "series-book" : _draft.Weeks > 1 ? "series-preview" : "book";

    private string ActionText => _isBusy ? Texts["Busy"] : _series is not null ? Texts["BookSeries", _series.Ready] : Texts[_draft.Weeks > 1 ? "ShowDates" : "Book"];

    protected override async Task OnParametersSetAsync()
    {
        if (_begun == Start)
        {
            return;
        }

        // Another slot of the calendar was chosen: case, mode and the rest stay as they are.
        var (file, practitioner) = (_draft.Case, _draft.PractitionerId);
        (_begun, _draft, _isTimeChosen) = (Start, BookingDraft.From(Organisation, Start, Time.Now), Start.Start is not null);
        if (file is not null)
        {
            (_draft.Case, _draft.PractitionerId) = (file, practitioner);
        }

        if (Start.CaseId is { } asked && await Cases.ReadAsync(Actor, asked, CancellationToken.None) is { State: CaseState.Open } found)
        {
            await AskGateAsync(found);
            Ask(found);
        }

        await PageAsync(_draft.When.Date.AtStartOfDayInZone(Organisation.Zone).ToInstant());
    }

    private async Task ChooseCaseAsync(CaseRow? file)
    {
        await AskGateAsync(file);
        await ChangeAsync(() => Choose(file));
    }

    private async Task AskGateAsync(CaseRow? file) => _answers = file is null ? [] : await Gate.AskAsync(Actor, file.Id, CancellationToken.None);

    private void Choose(CaseRow? file)
    {
        _draft.Case = file;
        UsePractitioner(file?.PractitionerId);
        if (file is not null && Start.RoomId is null && _answers.FirstOrDefault(answer => answer.IsAllowed) is { } allowed && allowed.Mode != _draft.Mode)
        {
            SetMode(allowed.Mode);
        }
    }

    // What a link brought along comes before what the case would suggest; a room brings its mode.
    private void Ask(CaseRow file)
    {
        Choose(file);
        UsePractitioner(Start.PractitionerId);
        if (Start is { RoomId: null, Mode: { } mode } && ModeGate.Bookable.Contains(mode))
        {
            SetMode(mode);
        }
    }

    private void UsePractitioner(Guid? practitioner) =>
        _draft.PractitionerId = practitioner is { } id && Organisation.PractitionersById.GetValueOrDefault(id) is { IsActive: true } ? id : _draft.PractitionerId;

    private Task SetModeAsync(SupportMode mode) => ChangeAsync(() => SetMode(mode));

    private void SetMode(SupportMode mode)
    {
        _draft.Mode = mode;
        _draft.RoomId = Rooms.Any(room => room.Id == _draft.RoomId) ? _draft.RoomId : Rooms.Select(room => room.Id).FirstOrDefault();
    }

    private void SetWeeks(int weeks)
    {
        _draft.Weeks = weeks;
        _series = null;
    }

    private Task SetWhenAsync(LocalDateTime when) => ChangeAsync(() => (_draft.When, _isTimeChosen) = (when, true));

    private Task SetRoomAsync(Guid room) => ChangeAsync(() => (_draft.RoomId, _isTimeChosen) = (room, true));

    private Task TakeAsync(FreeSlot slot) => ChangeAsync(() =>
    {
        _isTimeChosen = true;
        Use(slot);
    });

    private void Use(FreeSlot slot)
    {
        _draft.RoomId = slot.RoomId;
        _draft.When = slot.Start.InZone(Organisation.Zone).LocalDateTime;
        _draft.OutOfHours = false;
    }

    private Task PageAsync(Instant from) => ChangeAsync(() => _from = from);

    private async Task ChangeAsync(Action change)
    {
        change();
        _series = null;
        await LookAsync(null);
    }

    /// <summary>Asks Core again about everything that is shown; <paramref name="refused"/> is what a save has just been refused with.</summary>
    private async Task LookAsync(Refusal? refused)
    {
        var turn = ++_turn;
        var query = new FreeSlotQuery(_draft.PractitionerId, _draft.Mode, _from, _draft.Case?.Id, _onlyThisRoom ? _draft.RoomId : null, _draft.Minutes);
        var found = await FreeSlots.FindAsync(Actor, query, CancellationToken.None);
        if (!_isTimeChosen && turn == _turn && found.Value is { Count: > 0 } free)
        {
            Use(free[0]);
        }

        var slot = _draft.ToSlot(Organisation.Zone);
        var fault = refused ?? found.Refusal;
        RoomLinkOutlook? outlook = null;
        if (_draft.Case is { } file)
        {
            fault ??= (await Series.CheckAsync(Actor, file.Id, [(_draft.When, slot)], CancellationToken.None))[0].Refusal;
            outlook = slot is null ? null : (await Previews.OutlookAsync(Actor, new BookingForm(file.Id, slot), CancellationToken.None)).Value;
        }

        var nearest = fault is not null && slot is not null && TimeWouldHelp.Contains(fault.Code)
            ? (await FreeSlots.NearestAsync(Actor, query with { From = slot.Start, Count = 4 }, CancellationToken.None)).Value
            : null;
        if (turn != _turn)
        {
            return;
        }

        (_slots, _nearest, _outlook, _gate, _isLoaded) = (found.Value ?? [], nearest ?? [], outlook, found.Refusal, true);
        if (refused is null)
        {
            _faults.Show(fault);
        }
        else
        {
            _faults.Set(refused);
        }
    }

    private async Task ActAsync()
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        try
        {
            var refusal = _draft.Case is null ? new Refusal(RefusalCode.Required, nameof(BookingForm.CaseId)) : _series is not null ? await BookSeriesAsync(_series) : _draft.Weeks != 1 ? await PreviewAsync() : await BookAsync();
            if (refusal is not null && _series is null)
            {
                await LookAsync(refusal);
            }
            else
            {
                _faults.Set(refusal);
            }
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task<Refusal?> PreviewAsync()
    {
        var preview = await SeriesDraft.PreviewAsync(Series, Actor, _draft.ToSeries(), Organisation.Zone);
        _series = preview.Value;
        return preview.Refusal;
    }

    private async Task<Refusal?> BookAsync()
    {
        if (Form is not { } form)
        {
            return new Refusal(RefusalCode.ClockChange, nameof(Slot.Start));
        }

        var booked = await Scheduler.BookAsync(Actor, form, CancellationToken.None);
        if (booked.IsDone)
        {
            await TellAsync(Texts["Booked", Times.Span(booked.Value.Start, booked.Value.End, Organisation.Zone), Organisation.RoomsById[booked.Value.RoomId].Name]);
        }

        return booked.Refusal;
    }

    private async Task<Refusal?> BookSeriesAsync(SeriesDraft series)
    {
        var booked = await series.BookAsync(Series, Actor);
        if (booked.IsDone)
        {
            var first = booked.Value[0];
            await TellAsync(Texts["BookedSeries", booked.Value.Count, Times.Span(first.Start, first.End, Organisation.Zone), Organisation.RoomsById[first.RoomId].Name]);
        }

        return booked.Refusal;
    }

    private async Task TellAsync(string booked)
    {
        Snackbar.Add(_outlook is null ? booked : $"{booked} {Texts[$"OnItsWay{_outlook.Channel}"]}", Severity.Success);
        await Closed.InvokeAsync();
    }
}
