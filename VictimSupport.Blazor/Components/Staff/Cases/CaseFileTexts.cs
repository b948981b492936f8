namespace VictimSupport.Blazor.Components.Staff.Cases;

/// <summary>The words of a case's file.</summary>
public sealed class CaseFileTexts;
