using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Data;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What rooms.js asks of the page: places come as a room's letter, a local date and a minute of that day.</summary>
public sealed partial class RoomCalendarPage
{
    private ElementReference _stage;
    private IJSObjectReference? _module;
    private DotNetObjectReference<RoomCalendarPage>? _self;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_self is not null || _layout is null)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/rooms.js");
        if (_module is not null && await _module.InvokeAsync<bool?>("attach", _stage, _self, WordsOfGestures()) == true)
        {
            _isNarrow = true;
            StateHasChanged();
        }
    }

    /// <summary>A free place was chosen: the booking form opens on it.</summary>
    [JSInvokable]
    public void Choose(string letter, string date, int minute)
    {
        if (_layout is { } layout && RoomOf(layout, letter) is { } room && StartOf(layout, date, minute) is { } start)
        {
            Book(new BookingStart(room, start));
            StateHasChanged();
        }
    }

    [JSInvokable]
    public void OpenBooking(Guid id)
    {
        if (Find(id) is { } booking)
        {
            Open(booking);
            StateHasChanged();
        }
    }

    /// <summary>Goes some days or weeks on or back.</summary>
    [JSInvokable]
    public async Task Step(int steps)
    {
        await StepAsync(Math.Clamp(steps, -1, 1));
        StateHasChanged();
    }

    [JSInvokable]
    public void BecomeNarrow(bool isNarrow)
    {
        _isNarrow = isNarrow;
        StateHasChanged();
    }

    /// <summary>Where a booking may go on the page shown, as <see cref="MoveReach"/> writes it; null when it is no longer there.</summary>
    [JSInvokable]
    public IReadOnlyDictionary<string, string>? Reach(Guid id) =>
        _layout is { } layout && Find(id) is { } booking ? MoveReach.Of(layout, booking, Time.Now) : null;

    /// <summary>Moves a booking to where it was dropped; "moved", "asked", "refused", or "gone" when the place or the booking is no longer there.</summary>
    [JSInvokable]
    public async Task<string> Drop(Guid id, string letter, string date, int minute)
    {
        if (_desk is null || _layout is not { } layout || Find(id) is not { } booking || RoomOf(layout, letter) is not { } room || StartOf(layout, date, minute) is not { } start)
        {
            return "gone";
        }

        (_opened, _form) = (null, null);
        var answer = await _desk.MoveAsync(booking, room, start);
        StateHasChanged();
        return answer;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("detach");
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone and its listeners with it.
        }

        _self?.Dispose();
    }

    // The work goes on at the booking, or where the keyboard last stood in the calendar.
    private async Task FocusAsync(Guid booking)
    {
        StateHasChanged();
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("focusOn", booking == Guid.Empty ? null : booking);
        }
    }

    private CalendarBooking? Find(Guid id) => _layout?.Page.Bookings.FirstOrDefault(booking => booking.Id == id);

    private static Guid? RoomOf(GridLayout layout, string letter) => layout.Page.Organisation.Rooms.FirstOrDefault(room => room.IsActive && room.Letter == letter)?.Id;

    private static Instant? StartOf(GridLayout layout, string date, int minute) =>
        LocalDatePattern.Iso.Parse(date) is { Success: true } parsed ? layout.InstantAt(parsed.Value, minute) : null;

    private Dictionary<string, string> WordsOfGestures() => new()
    {
        ["book"] = Words[MayBook ? "BookAt" : "Free"], ["free"] = Words["Free"], ["room"] = Words["ShowRoom"], ["begun"] = Words["MoveBegun"], ["givenUp"] = Words["MoveGivenUp"],
        ["."] = Words["MayMoveHere"], ["h"] = Words["OutsideHours"], ["t"] = Words["RoomIsTaken"], ["p"] = Words["PractitionerIsTaken"], ["c"] = Words["CaseIsTaken"],
        ["b"] = Words["BlockedOutside"], ["d"] = Words["DayIsClosed"], ["n"] = Words["HasPassed"], ["m"] = Words["RoomDoesNotFit"], ["a"] = Words["PractitionerIsAway"],
        ["w"] = Words["PractitionerOffHours"], ["l"] = Words["NoSuchTime"], ["x"] = Words["CannotMoveHere"],
    };
}
