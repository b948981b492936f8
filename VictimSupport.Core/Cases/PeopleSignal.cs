using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.Cases;

/// <summary>Wakes whoever compares people when names or contacts were saved in this process; others find it at their next look.</summary>
public sealed class PeopleSignal
{
    private readonly OutboxSignal _signal = new();

    /// <summary>Completes at the next <see cref="Wake"/>; taken before looking, so that nothing saved during the look waits.</summary>
    internal Task Next => _signal.Next;

    /// <summary>Makes whoever waits look again.</summary>
    public void Wake() => _signal.Wake();
}
