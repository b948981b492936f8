using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What links from a case and from the waiting list bring along, and the time that a cancelled session leaves to who waits.</summary>
public sealed partial class RoomCalendarPage
{
    private BookingStart? _asked;
    private CalendarBooking? _freed;
    private int _looks;

    /// <summary>Opens the booking form for this case.</summary>
    [SupplyParameterFromQuery(Name = "case")]
    private Guid? CaseId { get; set; }

    [SupplyParameterFromQuery(Name = "mode")]
    private string? Mode { get; set; }

    [SupplyParameterFromQuery(Name = "with")]
    private Guid? PractitionerId { get; set; }

    [SupplyParameterFromQuery(Name = "room")]
    private Guid? RoomId { get; set; }

    /// <summary>An instant in UTC, such as 2026-11-25T09:00:00Z.</summary>
    [SupplyParameterFromQuery(Name = "at")]
    private string? At { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var asked = CaseId is { } id ? new BookingStart(RoomId, InstantPattern.General.Parse(At ?? "") is { Success: true } at ? at.Value : null, id, Enum.TryParse<SupportMode>(Mode, out var mode) ? mode : null, PractitionerId) : null;
        if (asked == _asked)
        {
            return;
        }

        _asked = asked;
        if (asked is null)
        {
            return;
        }

        if (asked.Start is { } start)
        {
            await GoAsync(start.InZone(_layout!.Page.Organisation.Zone).Date, _isWeek);
        }

        _form = null;
        Book(asked);
    }

    private void Free(CalendarBooking booking) => _freed = AccessPolicy.Allows(Actor, Operation.ViewWaiting) ? booking : null;
}
