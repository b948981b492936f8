using NodaTime;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What a booking form begins with: the slot that was chosen in the calendar, or nothing.</summary>
public sealed record BookingStart(Guid? RoomId, Instant? Start);
