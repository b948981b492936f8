using NodaTime;

namespace VictimSupport.Core.Outbox;

/// <summary>How long to wait before the next attempt: doubling from two seconds to five minutes, each time a random part of it, so that many waiting messages do not come at once.</summary>
public static class Backoff
{
    private static readonly Duration First = Duration.FromSeconds(2);

    /// <summary>The longest wait; short of the 15 minutes in which deliveries must have recovered (guarantee 9).</summary>
    public static readonly Duration Longest = Duration.FromMinutes(5);

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempts">Failed attempts so far, one or more.</param>
    /// <param name="chance">A random number, 0 ≤ chance &lt; 1.</param>
    public static Duration After(int attempts, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var full = Duration.Min(First * Math.Pow(2, Math.Min(attempts - 1, 20)), Longest);
        return full * (0.5 + chance / 2);
    }
}
