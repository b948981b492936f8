using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>The channels of a client; only what the client has confirmed that nobody else can see is ever used.</summary>
public sealed class SafeContact
{
    public required Guid CaseId { get; init; }

    public Sealed<string>? Email { get; set; }

    /// <summary>When the client confirmed that nobody else can see this mailbox; null means it must not be used.</summary>
    public Instant? EmailConfirmedAt { get; set; }

    public Sealed<string>? Telephone { get; set; }

    /// <summary>When the client confirmed that calls to this number are safe; null means it must not be rung.</summary>
    public Instant? TelephoneConfirmedAt { get; set; }

    /// <summary>The words that may be used or left as a message, as the client chose them.</summary>
    public Sealed<string>? Words { get; set; }

    /// <summary>The sender's name the client chose for mails; null gives the neutral default.</summary>
    public Sealed<string>? SenderName { get; set; }

    /// <summary>The subject the client chose for mails; null gives the neutral default.</summary>
    public Sealed<string>? MailSubject { get; set; }

    /// <summary>Words that prove it is the client.</summary>
    public Sealed<string>? CodeWord { get; set; }

    /// <summary>Words that say "I am not safe now".</summary>
    public Sealed<string>? DuressWord { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;

    public bool HasSafeEmail => Email is not null && EmailConfirmedAt is not null;
}
