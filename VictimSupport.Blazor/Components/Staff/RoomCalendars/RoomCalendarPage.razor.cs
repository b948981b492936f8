using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;
using VictimSupport.Blazor.Components.Layout;
using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Core.Data;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>The calendars of all rooms: a day or a week, live, with what can be opened beside them.</summary>
public sealed partial class RoomCalendarPage
{
    private readonly List<IDisposable> _subscriptions = [];
    private GridLayout? _layout;
    private GridFilter _filter = GridFilter.None;
    private LocalDate _from;
    private bool _isWeek;
    private bool _isNarrow;
    private BookingStart? _form;
    private CalendarBooking? _opened;
    private MoveDesk? _desk;
    private GridWords _lines = default!;
    private int _turn;
    private int _stale;

    [Inject]
    private IStringLocalizer<CalendarScreenTexts> Texts { get; set; } = default!;

    [Inject]
    private IStringLocalizer<RoomGridTexts> Words { get; set; } = default!;

    [Inject]
    private IStringLocalizer<SharedTexts> Shared { get; set; } = default!;

    [Inject]
    private RoomCalendarView Calendar { get; set; } = default!;

    [Inject]
    private BookingFeed Feed { get; set; } = default!;

    [Inject]
    private KeyPresses Keys { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private Actor Actor { get; set; } = default!;

    /// <summary>Opens the booking form at once: the key <c>b</c> on other pages leads here.</summary>
    [SupplyParameterFromQuery(Name = "book")]
    private bool StartsBooking { get; set; }

    private bool MayBook => AccessPolicy.Allows(Actor, Operation.BookSession);

    private bool MayMove => AccessPolicy.Allows(Actor, Operation.MoveBooking);

    protected override async Task OnInitializedAsync()
    {
        _lines = new GridWords(Words, Texts, Shared);
        await GoTodayAsync();
        _subscriptions.Add(Feed.Subscribe((_, range) => Changed(range)));
        _subscriptions.Add(Keys.Handle("t", async () =>
        {
            await GoTodayAsync();
            StateHasChanged();
        }));
        _subscriptions.Add(Keys.Handle("b", () =>
        {
            Book(new BookingStart(null, null));
            StateHasChanged();
            return Task.CompletedTask;
        }));
        if (StartsBooking)
        {
            Book(new BookingStart(null, null));
        }
    }

    private static string Pressed(bool isPressed) => isPressed ? "true" : "false";

    private static string Heading(GridLayout layout) => layout.IsWeek
        ? $"{Times.Day(layout.Page.From)} – {Times.DayAndYear(layout.Page.From.PlusDays(layout.Page.Days - 1))}"
        : Times.DayAndYear(layout.Page.From);

    private async Task GoTodayAsync()
    {
        // The zone is known after the first read; the organisation's own day, not the server's, is today.
        var zone = _layout?.Page.Organisation.Zone ?? (await Calendar.ReadAsync(Actor, LocalDate.FromDateTime(Time.GetUtcNow().DateTime), 1, CancellationToken.None)).Organisation.Zone;
        await GoAsync(Time.Now.InZone(zone).Date, _isWeek);
    }

    private Task StepAsync(int steps) => GoAsync(_from.PlusDays(steps * (_isWeek ? 7 : 1)), _isWeek);

    private Task RefreshAsync() => GoAsync(_from, _isWeek);

    private async Task GoAsync(LocalDate date, bool isWeek)
    {
        _isWeek = isWeek;
        _from = isWeek && date.DayOfWeek != IsoDayOfWeek.Monday ? date.Previous(IsoDayOfWeek.Monday) : date;
        var turn = ++_turn;
        var page = await Calendar.ReadAsync(Actor, _from, isWeek ? 7 : 1, CancellationToken.None);
        // Whoever steps faster than the database answers sees only where they ended.
        if (turn == _turn)
        {
            _layout = GridLayout.Of(page, _filter, Time.Now);
        }
    }

    private void Narrow(GridFilter filter)
    {
        _filter = filter;
        _layout = GridLayout.Of(_layout!.Page, filter, Time.Now);
    }

    private void Book(BookingStart start)
    {
        // The key b again while the form is open must not empty it.
        if (MayBook && (_form is null || start.Start is not null))
        {
            (_opened, _form) = (null, start);
            _desk?.Clear();
        }
    }

    private void Open(CalendarBooking booking)
    {
        (_opened, _form) = (booking, null);
        _desk?.Clear();
    }

    private async Task CloseAsync()
    {
        var booking = _opened?.Id;
        (_form, _opened) = (null, null);
        // Who was booked waits no longer, and the freed time may be taken.
        _looks++;
        await RefreshAsync();
        await FocusAsync(booking ?? Guid.Empty);
    }

    // Changes come in bursts (a series): one read serves all that came while it waited for its turn.
    private void Changed(TimeRange range)
    {
        if (_layout is { } layout && range.Overlaps(Seen(layout.Page)) && Interlocked.Exchange(ref _stale, 1) == 0)
        {
            _ = InvokeAsync(async () =>
            {
                Interlocked.Exchange(ref _stale, 0);
                await RefreshAsync();
                StateHasChanged();
            });
        }
    }

    private static TimeRange Seen(CalendarPage page) => new(
        page.Organisation.Zone.AtStartOfDay(page.From).ToInstant(),
        page.Organisation.Zone.AtStartOfDay(page.From.PlusDays(page.Days)).ToInstant());
}
