using NodaTime;

namespace VictimSupport.Core.Scheduling;

/// <summary>A half-open stretch of time in UTC: <see cref="Start"/> belongs to it, <see cref="End"/> does not.</summary>
public readonly record struct TimeRange
{
    /// <summary>Makes a range; throws when the end is not after the start.</summary>
    public TimeRange(Instant start, Instant end)
    {
        if (end <= start)
        {
            throw new ArgumentException($"A range must end after it starts: {start} – {end}", nameof(end));
        }

        Start = start;
        End = end;
    }

    public Instant Start { get; }

    public Instant End { get; }

    public Duration Length => End - Start;

    public bool Overlaps(TimeRange other) => Start < other.End && other.Start < End;

    public bool Contains(Instant instant) => Start <= instant && instant < End;
}
