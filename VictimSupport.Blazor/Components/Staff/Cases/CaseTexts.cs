namespace VictimSupport.Blazor.Components.Staff.Cases;

/// <summary>The words of the cases' screens.</summary>
public sealed class CaseTexts;
