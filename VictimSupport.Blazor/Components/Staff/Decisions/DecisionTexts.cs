namespace VictimSupport.Blazor.Components.Staff.Decisions;

/// <summary>The words of what the Team Manager decides alone; titles and addresses tell nothing.</summary>
public sealed class DecisionTexts;
