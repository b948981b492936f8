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

    /// <summary>The last day, local, on which the address is used; afterwards the client is asked again first. Null for no such day.</summary>
    public LocalDate? EmailAskAgainOn { get; set; }

    /// <summary>Who else could see this mailbox, as the client said.</summary>
    public Sealed<string>? EmailSeenBy { get; set; }

    public Sealed<string>? Telephone { get; set; }

    /// <summary>When the client confirmed that calls to this number are safe; null means it must not be rung.</summary>
    public Instant? TelephoneConfirmedAt { get; set; }

    /// <summary>The last day, local, on which the number counts as safe; afterwards the client is asked again first. Null for no such day.</summary>
    public LocalDate? TelephoneAskAgainOn { get; set; }

    /// <summary>Who else could see or answer this telephone, as the client said.</summary>
    public Sealed<string>? TelephoneSeenBy { get; set; }

    /// <summary>When the client may be rung, as <see cref="SafeHours"/> writes it; null means at every time.</summary>
    public Sealed<string>? Hours { get; set; }

    /// <summary>What the client said of the times beside the hours.</summary>
    public Sealed<string>? HoursWords { get; set; }

    /// <summary>Whether a message may be left where nobody safe answers; then in the agreed words only.</summary>
    public bool MayLeaveMessage { get; set; }

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

    /// <summary>Whether mail may go to the address on a local day: confirmed, and not past the day of asking again.</summary>
    public bool HasSafeEmail(LocalDate today) => Email is not null && EmailConfirmedAt is not null && !(EmailAskAgainOn < today);

    /// <summary>Whether the confirmed address rests because its day of asking again is past.</summary>
    public bool EmailIsPast(LocalDate today) => Email is not null && EmailConfirmedAt is not null && EmailAskAgainOn < today;

    /// <summary>Whether the number's day of asking again is past: whoever rings asks first.</summary>
    public bool TelephoneIsPast(LocalDate today) => Telephone is not null && TelephoneAskAgainOn < today;
}
