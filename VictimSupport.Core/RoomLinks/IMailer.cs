using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks;

/// <summary>A message ready to leave a room's mailbox for one address.</summary>
public sealed record OutgoingMail(
    string? SenderName, string To, string MessageId, DateTimeOffset Date, string Subject, string Text, string Html)
{
    /// <summary>Says nothing of whom it is for, so that it is safe in a log.</summary>
    public override string ToString() => nameof(OutgoingMail);
}

/// <summary>Sends mail from the rooms' mailboxes.</summary>
public interface IMailer
{
    /// <summary>False when messages are only written to a folder, which the screens say.</summary>
    bool Delivers { get; }

    /// <summary>
    /// Gets everything ready (connection, sign-in), then asks <paramref name="compose"/> for the message and sends it; null sends nothing and gives
    /// <see cref="Delivery.Obsolete"/>. Never throws for what a server or a network does; throws what compose throws.
    /// Of a server's answer only its numbers are kept: its words like to repeat the address.
    /// </summary>
    Task<Delivery> SendAsync(string mailbox, Func<CancellationToken, Task<OutgoingMail?>> compose, CancellationToken cancellation);
}
