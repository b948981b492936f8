using NodaTime;

namespace VictimSupport.Core.Data;

public static class Clock
{
    extension(TimeProvider time)
    {
        /// <summary>The present instant in UTC, cut to whole milliseconds so that every provider stores and returns the same value.</summary>
        public Instant Now => Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
