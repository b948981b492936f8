using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What has been chosen in the booking drawer so far; nothing here is decided or saved.</summary>
public sealed class BookingDraft
{
    public CaseRow? Case { get; set; }

    public Guid PractitionerId { get; set; }

    public SupportMode Mode { get; set; }

    public Guid RoomId { get; set; }

    public int Minutes { get; set; }

    public LocalDateTime When { get; set; }

    public int Weeks { get; set; } = 1;

    public bool OutOfHours { get; set; }

    /// <summary>Begins with the slot that was chosen in the calendar, or with the next quarter hour.</summary>
    public static BookingDraft From(OrganisationSnapshot organisation, BookingStart start, Instant now)
    {
        var room = organisation.RoomsById.GetValueOrDefault(start.RoomId ?? Guid.Empty);
        var mode = room?.Kind == RoomKind.InPerson ? SupportMode.InPerson : SupportMode.Online;
        return new BookingDraft
        {
            Mode = mode,
            RoomId = room?.Id ?? RoomsFor(organisation, mode).Select(other => other.Id).FirstOrDefault(),
            PractitionerId = organisation.Practitioners.Where(row => row.IsActive).Select(row => row.Id).FirstOrDefault(),
            Minutes = organisation.Settings.SessionMinutes,
            When = (start.Start ?? Quantum.Ceiling(now)).InZone(organisation.Zone).LocalDateTime,
        };
    }

    /// <summary>The rooms in use that fit a mode.</summary>
    public static IReadOnlyList<Room> RoomsFor(OrganisationSnapshot organisation, SupportMode mode) =>
        [.. organisation.Rooms.Where(room => room.IsActive && room.Kind == (mode == SupportMode.InPerson ? RoomKind.InPerson : RoomKind.Online))];

    /// <summary>The slot; null when the clocks jump over its local time.</summary>
    public Slot? ToSlot(DateTimeZone zone) =>
        SeriesBooking.Resolve(When, zone) is { } start ? new Slot(RoomId, PractitionerId, start, Mode, Minutes, OutOfHours) : null;

    public SeriesForm ToSeries() => new(Case!.Id, RoomId, PractitionerId, Mode, When, Weeks, OutOfHours, Minutes);

    public bool IsAt(FreeSlot slot, DateTimeZone zone) => slot.RoomId == RoomId && slot.Start.InZone(zone).LocalDateTime == When;
}
