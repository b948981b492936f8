namespace VictimSupport.Blazor.Components.Layout;

/// <summary>The words of the frame, in <c>LayoutTexts.resx</c>, <c>.pl.resx</c> and <c>.mt.resx</c>.</summary>
public sealed class LayoutTexts;
