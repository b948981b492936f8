namespace VictimSupport.Core.Data;

/// <summary>A setting that stops the program at start: its name, what is wrong with it and the cure, in words for an administrator.</summary>
public sealed class SettingException(string setting, string problem, string cure) : Exception($"{setting}: {problem} {cure}")
{
    /// <summary>The configuration key, e.g. <c>Keys:File</c>.</summary>
    public string Setting { get; } = setting;

    /// <summary>What to do about it.</summary>
    public string Cure { get; } = cure;
}
