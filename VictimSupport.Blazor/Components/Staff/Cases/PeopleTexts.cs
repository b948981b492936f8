namespace VictimSupport.Blazor.Components.Staff.Cases;

/// <summary>The words of the people in a case.</summary>
public sealed class PeopleTexts;
