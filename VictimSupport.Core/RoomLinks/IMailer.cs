namespace VictimSupport.Core.RoomLinks;

/// <summary>A message ready to leave, from a room's own mailbox to one address.</summary>
public sealed record OutgoingMail(
    string Mailbox, string? SenderName, string To, string MessageId, DateTimeOffset Date, string Subject, string Text, string Html)
{
    /// <summary>Says nothing of whom it is for, so that it is safe in a log.</summary>
    public override string ToString() => nameof(OutgoingMail);
}

/// <summary>How sending ended.</summary>
public enum MailOutcome
{
    /// <summary>The server took it (or the file is written).</summary>
    Sent,

    /// <summary>The last check before sending said no; nothing was sent.</summary>
    Withheld,

    /// <summary>It may work later by itself: busy, unreachable, slow, cut off.</summary>
    RetryLater,

    /// <summary>This address or this message is refused for good.</summary>
    Rejected,

    /// <summary>A person must put something right: credentials, TLS, the mailbox's settings.</summary>
    NeedsHand,
}

/// <summary>
/// The outcome, the server's numbers (such as "451 4.2.1"; empty when it gave none) and a reason out of a closed list.
/// The server's own words are never kept: they like to repeat the address.
/// </summary>
public sealed record MailResult(MailOutcome Outcome, MailProblem Problem, string Code)
{
    public static MailResult Sent { get; } = new(MailOutcome.Sent, MailProblem.None, "");

    public static MailResult Withheld { get; } = new(MailOutcome.Withheld, MailProblem.None, "");
}

/// <summary>Why a message did not leave; each has words in RoomLinkTexts (MailProblem_…).</summary>
public enum MailProblem
{
    None,
    Unreachable,
    TimedOut,
    ConnectionCut,
    ServerBusy,
    AddressRefused,
    MessageRefused,
    SenderRefused,
    CredentialsRefused,
    NoEncryption,
    CertificateNotTrusted,
    NoAccount,
    AddressNotValid,
}

/// <summary>Sends mail from the rooms' mailboxes.</summary>
public interface IMailer
{
    /// <summary>False when messages are only written to a folder, which the screens say.</summary>
    bool Delivers { get; }

    /// <summary>
    /// Gets everything ready (connection, sign-in), then asks <paramref name="beforeSend"/>, and only after a yes sends.
    /// Never throws for what a server or a network does; throws what beforeSend throws.
    /// </summary>
    Task<MailResult> SendAsync(OutgoingMail mail, Func<CancellationToken, Task<bool>> beforeSend, CancellationToken cancellation);
}
