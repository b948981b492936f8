using VictimSupport.Core.Cases;

namespace VictimSupport.Blazor.Components.Staff.Cases;

/// <summary>A safe contact while it is typed; forgotten with the screen.</summary>
public sealed class SafeContactModel
{
    public string? Email { get; set; }

    public bool EmailIsConfirmed { get; set; }

    public string? Telephone { get; set; }

    public bool TelephoneIsConfirmed { get; set; }

    public string? Words { get; set; }

    public string? SenderName { get; set; }

    public string? MailSubject { get; set; }

    public string? CodeWord { get; set; }

    public string? DuressWord { get; set; }

    public static SafeContactModel From(OpenedContact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return new SafeContactModel
        {
            Email = contact.Email,
            EmailIsConfirmed = contact.EmailIsConfirmed,
            Telephone = contact.Telephone,
            TelephoneIsConfirmed = contact.TelephoneIsConfirmed,
            Words = contact.Words,
            SenderName = contact.SenderName,
            MailSubject = contact.MailSubject,
        };
    }

    public SafeContactForm ToForm() => new(Blank(Email), EmailIsConfirmed, Blank(Telephone), TelephoneIsConfirmed, Blank(Words), Blank(SenderName), Blank(MailSubject), Blank(CodeWord), Blank(DuressWord));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
