namespace VictimSupport.Blazor.Components.Staff.Intake;

/// <summary>The words of the intake's screens; the questions themselves are data.</summary>
public sealed class IntakeTexts;
