using NodaTime;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Core.Cases;

/// <summary>A new case as typed; it is sealed before it is stored.</summary>
/// <param name="Age">What is known of the client's age already.</param>
public sealed record CaseForm(string ClientName, string Language, SupportMode Mode, Guid? PractitionerId, SafeContactForm Contact, ClientAge Age = ClientAge.NotKnown);

/// <summary>The safe contact as typed. A channel that is not confirmed is kept but never used.</summary>
/// <param name="EmailAskAgainOn">The last day, local, on which the address is used before the client is asked again; null for no such day.</param>
/// <param name="TelephoneAskAgainOn">As for the address.</param>
/// <param name="Hours">When the client may be rung, in local time; null or empty for every time.</param>
/// <param name="HoursWords">What the client said of the times beside the hours.</param>
public sealed record SafeContactForm(
    string? Email = null,
    bool EmailIsConfirmed = false,
    string? Telephone = null,
    bool TelephoneIsConfirmed = false,
    string? Words = null,
    string? SenderName = null,
    string? MailSubject = null,
    string? CodeWord = null,
    string? DuressWord = null,
    LocalDate? EmailAskAgainOn = null,
    string? EmailSeenBy = null,
    LocalDate? TelephoneAskAgainOn = null,
    string? TelephoneSeenBy = null,
    IReadOnlyList<HoursForm>? Hours = null,
    string? HoursWords = null,
    bool MayLeaveMessage = false);

/// <summary>What of a case may change besides its contact.</summary>
public sealed record CaseChange(Guid CaseId, int Version, string Language, SupportMode Mode, Guid? PractitionerId);

/// <summary>One case in a list: never a name. A channel counts as safe only until its day of asking again.</summary>
public sealed record CaseRow(Guid Id, string Reference, CaseState State, SupportMode Mode, string Language, Guid? PractitionerId, bool HasSafeEmail, bool HasSafeTelephone, Instant OpenedAt, int Version, int ContactVersion)
{
    /// <summary>The day to ask the client again about a channel has come or is past.</summary>
    public bool AsksAgain { get; init; }

    /// <summary>Words that prove it is the client have been agreed.</summary>
    public bool HasCodeWord { get; init; }

    /// <summary>Words that say "I am not safe now" have been agreed.</summary>
    public bool HasDuressWord { get; init; }
}

/// <summary>Which cases to show; the text is a part of a reference, a whole telephone number or email, or, for those who may open names, a name spelt as it may be. At most 100 a page.</summary>
public sealed record CaseQuery(string? Text = null, CaseState? State = null, Guid? PractitionerId = null, SupportMode? Mode = null, int Skip = 0, int Take = 50)
{
    /// <summary>Only cases that are not closed and whose day to ask the client again about a channel has come.</summary>
    public bool AsksAgain { get; init; }
}

/// <summary>One page and how many there are in all.</summary>
public sealed record CasePage(IReadOnlyList<CaseRow> Rows, int Total);

/// <summary>The opened safe contact; held by a screen only while it is seen.</summary>
public sealed record OpenedContact(string? Email, bool EmailIsConfirmed, string? Telephone, bool TelephoneIsConfirmed, string? Words, string? SenderName, string? MailSubject, int Version)
{
    public LocalDate? EmailAskAgainOn { get; init; }

    /// <summary>Whether the address rests, because its day of asking again is past.</summary>
    public bool EmailIsPast { get; init; }

    public string? EmailSeenBy { get; init; }

    public LocalDate? TelephoneAskAgainOn { get; init; }

    /// <summary>Whether the number's day of asking again is past.</summary>
    public bool TelephoneIsPast { get; init; }

    public string? TelephoneSeenBy { get; init; }

    public SafeHours Hours { get; init; } = SafeHours.Any;

    public string? HoursWords { get; init; }

    public bool MayLeaveMessage { get; init; }

    /// <summary>Says nothing of what is opened.</summary>
    public override string ToString() => nameof(OpenedContact);
}

/// <summary>The opened code words; held by a screen only while they are seen.</summary>
public sealed record OpenedCodeWords(string? CodeWord, string? DuressWord)
{
    /// <summary>Says nothing of what is opened.</summary>
    public override string ToString() => nameof(OpenedCodeWords);
}
