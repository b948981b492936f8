namespace VictimSupport.Blazor.Components.Staff.Today;

/// <summary>The words of the first page.</summary>
public sealed class TodayTexts;
