using NodaTime;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Core.Scheduling;

/// <summary>The quarter hours in which time is booked; every zone of today is a whole number of them from UTC.</summary>
public static class Quantum
{
    private static readonly long Milliseconds = OrganisationSettings.QuantumMinutes * 60_000L;

    public static readonly Duration Length = Duration.FromMinutes(OrganisationSettings.QuantumMinutes);

    /// <summary>Whether an instant lies on the quarter hour.</summary>
    public static bool IsStart(Instant instant) => Floor(instant) == instant;

    /// <summary>The start of the quantum an instant lies in.</summary>
    public static Instant Floor(Instant instant)
    {
        var value = instant.ToUnixTimeMilliseconds();
        return Instant.FromUnixTimeMilliseconds(value - ((value % Milliseconds) + Milliseconds) % Milliseconds);
    }

    /// <summary>The first quarter hour at or after an instant.</summary>
    public static Instant Ceiling(Instant instant) => IsStart(instant) ? instant : Floor(instant) + Length;

    /// <summary>The starts of all quanta that a range touches.</summary>
    public static IEnumerable<Instant> Touched(TimeRange range)
    {
        for (var start = Floor(range.Start); start < range.End; start += Length)
        {
            yield return start;
        }
    }
}
