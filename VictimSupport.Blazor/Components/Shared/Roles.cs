using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Shared;

internal static class Roles
{
    /// <summary>The roles a person can hold, in the order of their declaration.</summary>
    public static IReadOnlyList<Role> OfPeople { get; } = [.. Enum.GetValues<Role>().Where(role => role is not (Role.None or Role.System))];

    /// <summary>The single roles in a sum of roles.</summary>
    public static IEnumerable<Role> Each(this Role roles) => OfPeople.Where(role => roles.HasFlag(role));
}
