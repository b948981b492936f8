using NodaTime;
using VictimSupport.Core.Cases;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What a booking form begins with: the slot that was chosen in the calendar, or nothing; and what a link from a case or the waiting list asks for.</summary>
public sealed record BookingStart(Guid? RoomId, Instant? Start, Guid? CaseId = null, SupportMode? Mode = null, Guid? PractitionerId = null);
