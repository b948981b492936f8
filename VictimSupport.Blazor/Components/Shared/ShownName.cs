using Microsoft.Extensions.Localization;

namespace VictimSupport.Blazor.Components.Shared;

/// <summary>A client's opened name as it is shown: who gave none has an empty one.</summary>
internal static class ShownName
{
    /// <summary>The name, or the words for none; null for who was erased.</summary>
    public static string? Of(string? name, IStringLocalizer<SharedTexts> texts) => name is { Length: 0 } ? texts["NoNameGiven"].Value : name;
}
