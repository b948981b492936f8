using NodaTime;

namespace VictimSupport.Core.Outbox;

/// <summary>Delivers the messages of one or more channels. It must be safe to call again for the same message after a crash at any point.</summary>
public interface IOutboxHandler
{
    IReadOnlyCollection<OutboxChannel> Channels { get; }

    /// <summary>
    /// Delivers a leased message and says how it ended; exceptions count as <see cref="DeliveryProblem.Unexpected"/> and are tried again.
    /// The token is cancelled before the lease ends.
    /// </summary>
    /// <param name="claim">The right to deliver. A mail handler connects and signs in first, then calls <see cref="OutboxClaim.BeginSendAsync"/>,
    /// then reads booking and safe contact, composes and sends: what it reads after that call cannot change until it has ended.</param>
    Task<Delivery> DeliverAsync(OutboxClaim claim, CancellationToken cancellationToken);
}

/// <summary>How a delivery ended.</summary>
public sealed record Delivery
{
    private Delivery(OutboxState state, DeliveryProblem? problem, string? code, Duration? after)
    {
        State = state;
        Problem = problem;
        Code = code;
        After = after;
    }

    public static Delivery Sent { get; } = new(OutboxState.Sent, null, null, null);

    /// <summary>There was nothing left to tell.</summary>
    public static Delivery Obsolete { get; } = new(OutboxState.Obsolete, null, null, null);

    /// <summary>No channel is safe: a coordinator telephones.</summary>
    public static Delivery ByTelephone { get; } = new(OutboxState.ByTelephone, null, null, null);

    /// <summary>Try again, with growing delay, or after the time the other side asked for.</summary>
    public static Delivery Retry(DeliveryProblem problem, string? code = null, Duration? after = null) => new(OutboxState.Waiting, problem, code, after);

    /// <summary>Trying again would change nothing: a person has to look.</summary>
    public static Delivery Fail(DeliveryProblem problem, string? code = null) => new(OutboxState.Failed, problem, code, null);

    public OutboxState State { get; }

    public DeliveryProblem? Problem { get; }

    /// <summary>A status code, never text from the other side.</summary>
    public string? Code { get; }

    public Duration? After { get; }
}
