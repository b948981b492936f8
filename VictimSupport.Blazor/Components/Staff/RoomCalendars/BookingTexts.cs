namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>The words of the booking drawer.</summary>
public sealed class BookingTexts;
