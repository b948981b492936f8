namespace VictimSupport.Blazor.Components.Staff.Screening;

/// <summary>The texts of the screening's questions and rules, where an organisation reads and changes them.</summary>
public sealed class ScreeningTexts;
