using NodaTime;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>Turns what was typed into entities that hold sealed bytes only.</summary>
internal static class CaseSealing
{
    public static SupportCase Create(CaseForm form, Guid id, SubjectKey key, int year, int number, Instant now)
    {
        var contact = new SafeContact { CaseId = id };
        Apply(contact, form.Contact, key, now);
        return new SupportCase
        {
            Id = id,
            Year = year,
            Number = number,
            Reference = SupportCase.FormatReference(year, number),
            ClientName = key.Seal(CaseColumns.ClientName, id, form.ClientName.Trim()),
            Language = form.Language,
            Mode = form.Mode,
            PractitionerId = form.PractitionerId,
            OpenedAt = now,
            Age = form.Age,
            Contact = contact,
        };
    }

    public static void Apply(SafeContact contact, SafeContactForm form, SubjectKey key, Instant now)
    {
        contact.Email = Seal(CaseColumns.Email, form.Email);
        contact.EmailConfirmedAt = form.EmailIsConfirmed ? now : null;
        contact.Telephone = Seal(CaseColumns.Telephone, form.Telephone);
        contact.TelephoneConfirmedAt = form.TelephoneIsConfirmed ? now : null;
        contact.EmailAskAgainOn = form.EmailAskAgainOn;
        contact.EmailSeenBy = Seal(CaseColumns.EmailSeenBy, form.EmailSeenBy);
        contact.TelephoneAskAgainOn = form.TelephoneAskAgainOn;
        contact.TelephoneSeenBy = Seal(CaseColumns.TelephoneSeenBy, form.TelephoneSeenBy);
        contact.Hours = Seal(CaseColumns.Hours, new SafeHours(form.Hours ?? []).Write());
        contact.HoursWords = Seal(CaseColumns.HoursWords, form.HoursWords);
        contact.MayLeaveMessage = form.MayLeaveMessage;
        contact.Words = Seal(CaseColumns.Words, form.Words);
        contact.SenderName = Seal(CaseColumns.SenderName, form.SenderName);
        contact.MailSubject = Seal(CaseColumns.MailSubject, form.MailSubject);
        contact.CodeWord = Seal(CaseColumns.CodeWord, form.CodeWord) ?? contact.CodeWord;
        contact.DuressWord = Seal(CaseColumns.DuressWord, form.DuressWord) ?? contact.DuressWord;

        Sealed<string>? Seal(SealedColumn column, string? text) => Words.OrNull(text) is { } value ? key.Seal(column, contact.CaseId, value) : null;
    }
}
