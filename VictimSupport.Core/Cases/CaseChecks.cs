using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Cases;

/// <summary>What a case needs before it is saved; pure.</summary>
internal static class CaseChecks
{
    private static readonly string[] Languages = ["en", "pl", "mt"];

    public static Refusal? Check(CaseForm form) =>
        Words.CheckRequired(form.ClientName, 200, nameof(form.ClientName)) ?? CheckLanguage(form.Language) ?? Check(form.Contact)
        ?? (Enum.IsDefined(form.Age) ? null : new Refusal(RefusalCode.Required, nameof(form.Age)));

    public static Refusal? CheckLanguage(string? language) => Languages.Contains(language) ? null : new Refusal(RefusalCode.Required, nameof(CaseForm.Language));

    public static Refusal? CheckPractitioner(OrganisationSnapshot organisation, Guid? practitionerId) =>
        practitionerId is null || organisation.PractitionersById.ContainsKey(practitionerId.Value) ? null : new Refusal(RefusalCode.NotFound, nameof(CaseForm.PractitionerId));

    public static Refusal? Check(SafeContactForm form) =>
        Words.CheckEmail(form.Email, nameof(form.Email))
        ?? (form.EmailIsConfirmed && Words.OrNull(form.Email) is null ? new Refusal(RefusalCode.Required, nameof(form.Email)) : null)
        ?? Words.CheckTelephone(form.Telephone, nameof(form.Telephone))
        ?? (form.TelephoneIsConfirmed && Words.OrNull(form.Telephone) is null ? new Refusal(RefusalCode.Required, nameof(form.Telephone)) : null)
        ?? CheckDay(form.EmailAskAgainOn, nameof(form.EmailAskAgainOn))
        ?? Words.CheckOptional(form.EmailSeenBy, 200, nameof(form.EmailSeenBy))
        ?? CheckDay(form.TelephoneAskAgainOn, nameof(form.TelephoneAskAgainOn))
        ?? Words.CheckOptional(form.TelephoneSeenBy, 200, nameof(form.TelephoneSeenBy))
        ?? SafeHours.Check(form.Hours, nameof(form.Hours))
        ?? Words.CheckLines(form.HoursWords, 500, nameof(form.HoursWords))
        ?? Words.CheckOptional(form.Words, 1000, nameof(form.Words))
        // Who may leave a message needs to know which.
        ?? (form.MayLeaveMessage && Words.OrNull(form.Words) is null ? new Refusal(RefusalCode.Required, nameof(form.Words)) : null)
        ?? Words.CheckOptional(form.SenderName, 60, nameof(form.SenderName))
        ?? Words.CheckOptional(form.MailSubject, 100, nameof(form.MailSubject))
        ?? Words.CheckOptional(form.CodeWord, 100, nameof(form.CodeWord))
        ?? Words.CheckOptional(form.DuressWord, 100, nameof(form.DuressWord));

    private static Refusal? CheckDay(LocalDate? day, string field) => day is null || day.Value.Year is >= 2000 and < 2100 ? null : new Refusal(RefusalCode.NotADate, field);
}
