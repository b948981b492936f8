namespace VictimSupport.Blazor.Components.Staff.Deliveries;

/// <summary>The words of the room calendars' state and of what was changed in Google.</summary>
public sealed class CalendarSyncTexts;
