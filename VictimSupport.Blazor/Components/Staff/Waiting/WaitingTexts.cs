namespace VictimSupport.Blazor.Components.Staff.Waiting;

/// <summary>The words of the waiting list.</summary>
public sealed class WaitingTexts;
