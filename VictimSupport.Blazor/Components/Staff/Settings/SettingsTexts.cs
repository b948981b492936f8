namespace VictimSupport.Blazor.Components.Staff.Settings;

/// <summary>The words of the settings' screens.</summary>
public sealed class SettingsTexts;
