namespace VictimSupport.Tests.Worker;

/// <summary>What a child process is to do; one line of JSON on its standard input.</summary>
/// <param name="Mode">book, write or dispatch.</param>
/// <param name="Settings">The product's settings: the databases of the test.</param>
/// <param name="StartMs">The instant its clock starts from, in milliseconds since 1970.</param>
public sealed record Orders(
    string Mode,
    IReadOnlyDictionary<string, string?> Settings,
    long StartMs,
    int Attempts = 0,
    int Workers = 1,
    int Seed = 0,
    IReadOnlyList<Guid>? Rooms = null,
    IReadOnlyList<Guid>? Practitioners = null,
    IReadOnlyList<Guid>? Cases = null);

/// <summary>A clock that starts where it is told to and then runs as fast as any other.</summary>
public sealed class SetClock(long startMs) : TimeProvider
{
    private DateTimeOffset _start = DateTimeOffset.FromUnixTimeMilliseconds(startMs);
    private long _since = System.GetTimestamp();

    public void Set(long ms)
    {
        _start = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        _since = System.GetTimestamp();
    }

    public override DateTimeOffset GetUtcNow() => _start + System.GetElapsedTime(_since);
}
