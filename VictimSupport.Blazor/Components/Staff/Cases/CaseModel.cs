using NodaTime;
using NodaTime.Text;
using VictimSupport.Blazor.Components.Staff.Settings;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Blazor.Components.Staff.Cases;

/// <summary>A safe contact while it is typed; forgotten with the screen.</summary>
public sealed class SafeContactModel
{
    public string? Email { get; set; }

    public bool EmailIsConfirmed { get; set; }

    /// <summary>As a date field gives it.</summary>
    public string? EmailAskAgainOn { get; set; }

    public string? EmailSeenBy { get; set; }

    public string? Telephone { get; set; }

    public bool TelephoneIsConfirmed { get; set; }

    public string? TelephoneAskAgainOn { get; set; }

    public string? TelephoneSeenBy { get; set; }

    public List<HoursModel> Hours { get; init; } = [];

    public string? HoursWords { get; set; }

    public bool MayLeaveMessage { get; set; }

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
            EmailAskAgainOn = Day(contact.EmailAskAgainOn),
            EmailSeenBy = contact.EmailSeenBy,
            TelephoneAskAgainOn = Day(contact.TelephoneAskAgainOn),
            TelephoneSeenBy = contact.TelephoneSeenBy,
            Hours = [.. contact.Hours.Ranges.Select(range => new HoursModel { Day = range.Day, From = range.From.ToTimeOnly(), To = range.To.ToTimeOnly() })],
            HoursWords = contact.HoursWords,
            MayLeaveMessage = contact.MayLeaveMessage,
        };
    }

    public SafeContactForm ToForm() => new(
        Blank(Email), EmailIsConfirmed, Blank(Telephone), TelephoneIsConfirmed, Blank(Words), Blank(SenderName), Blank(MailSubject), Blank(CodeWord), Blank(DuressWord),
        Day(EmailAskAgainOn), Blank(EmailSeenBy), Day(TelephoneAskAgainOn), Blank(TelephoneSeenBy),
        [.. Hours.Select(row => new HoursForm(row.Day, LocalTime.FromTimeOnly(row.From), LocalTime.FromTimeOnly(row.To)))], Blank(HoursWords), MayLeaveMessage);

    /// <summary>Whether something was typed since the contact was opened.</summary>
    public bool DiffersFrom(OpenedContact contact)
    {
        var (mine, theirs) = (ToForm(), From(contact).ToForm());
        return mine with { Hours = null } != theirs with { Hours = null } || !mine.Hours!.SequenceEqual(theirs.Hours!);
    }

    private static string? Day(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;

    // A date field gives a whole date or nothing.
    private static LocalDate? Day(string? text) => LocalDatePattern.Iso.Parse(text ?? "") is { Success: true } parsed ? parsed.Value : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
