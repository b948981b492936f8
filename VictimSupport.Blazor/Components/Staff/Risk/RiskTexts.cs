namespace VictimSupport.Blazor.Components.Staff.Risk;

/// <summary>The words of risk: screening, review, deputies.</summary>
public sealed class RiskTexts;
