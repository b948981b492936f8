namespace VictimSupport.Blazor.Components.Shared;

/// <summary>Words that several screens use: buttons, lists, languages, modes.</summary>
public sealed class SharedTexts;
