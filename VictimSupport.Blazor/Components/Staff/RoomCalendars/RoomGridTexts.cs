namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>The words of the rooms' grid and list: gestures, moves, filters, free times.</summary>
public sealed class RoomGridTexts;
