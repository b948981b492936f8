namespace VictimSupport.Core.Outbox;

/// <summary>Wakes the dispatcher of this process when something was promised; other processes find it at their next look.</summary>
public sealed class OutboxSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next <see cref="Wake"/>; taken before looking, so that nothing promised during the look waits.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Makes everybody who waits look again.</summary>
    public void Wake() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits for a wake or until the time is over.</summary>
    internal static async Task WaitAsync(Task wake, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await wake.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The time is over: look again.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
