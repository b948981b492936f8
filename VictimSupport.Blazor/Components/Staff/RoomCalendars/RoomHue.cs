using System.Collections.Concurrent;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>The style that gives an element and all in it a room's colour.</summary>
internal static class RoomHue
{
    private static readonly ConcurrentDictionary<string, string> Styles = new(StringComparer.Ordinal);

    public static string StyleOf(string colour) => Styles.GetOrAdd(colour, static name => $"--hue: var(--room-{name}); --hue-soft: var(--room-{name}-soft)");
}
