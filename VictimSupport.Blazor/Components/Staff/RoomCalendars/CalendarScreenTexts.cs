namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>The words of the room calendars' screens.</summary>
public sealed class CalendarScreenTexts;
