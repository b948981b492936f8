namespace VictimSupport.Blazor.Components.Staff.Consents;

/// <summary>The words of consents, terms of support and the children's path.</summary>
public sealed class ConsentTexts;
