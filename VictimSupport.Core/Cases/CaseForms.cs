using NodaTime;

namespace VictimSupport.Core.Cases;

/// <summary>A new case as typed; it is sealed before it is stored.</summary>
public sealed record CaseForm(string ClientName, string Language, SupportMode Mode, Guid? PractitionerId, SafeContactForm Contact);

/// <summary>The safe contact as typed. A channel that is not confirmed is kept but never used.</summary>
public sealed record SafeContactForm(
    string? Email = null,
    bool EmailIsConfirmed = false,
    string? Telephone = null,
    bool TelephoneIsConfirmed = false,
    string? Words = null,
    string? SenderName = null,
    string? MailSubject = null,
    string? CodeWord = null,
    string? DuressWord = null);

/// <summary>What of a case may change besides its contact.</summary>
public sealed record CaseChange(Guid CaseId, int Version, string Language, SupportMode Mode, Guid? PractitionerId);

/// <summary>One case in a list: never a name.</summary>
public sealed record CaseRow(Guid Id, string Reference, CaseState State, SupportMode Mode, string Language, Guid? PractitionerId, bool HasSafeEmail, bool HasSafeTelephone, Instant OpenedAt, int Version, int ContactVersion);

/// <summary>Which cases to show; the text is a part of a reference, a whole telephone number or email, or, for those who may open names, a name spelt as it may be. At most 100 a page.</summary>
public sealed record CaseQuery(string? Text = null, CaseState? State = null, Guid? PractitionerId = null, SupportMode? Mode = null, int Skip = 0, int Take = 50);

/// <summary>One page and how many there are in all.</summary>
public sealed record CasePage(IReadOnlyList<CaseRow> Rows, int Total);

/// <summary>The opened safe contact; held by a screen only while it is seen.</summary>
public sealed record OpenedContact(string? Email, bool EmailIsConfirmed, string? Telephone, bool TelephoneIsConfirmed, string? Words, string? SenderName, string? MailSubject, int Version);
