using System.Diagnostics.CodeAnalysis;
using MimeKit;

namespace VictimSupport.Core.RoomLinks;

/// <summary>Turns an outgoing mail into MIME. Addresses and header texts are checked here, for every mailer alike.</summary>
internal static class MailMessages
{
    public static bool TryBuild(string mailbox, OutgoingMail mail, [NotNullWhen(true)] out MimeMessage? message)
    {
        message = null;
        if (!TryAddress(mailbox, MailLine.Clean(mail.SenderName, 60), out var from) || !TryAddress(mail.To, "", out var to))
        {
            return false;
        }

        var built = new MimeMessage
        {
            Subject = MailLine.Clean(mail.Subject),
            MessageId = mail.MessageId,
            Date = mail.Date.ToUniversalTime(),
            Body = new MultipartAlternative
            {
                new TextPart("plain") { Text = mail.Text },
                new TextPart("html") { Text = mail.Html },
            },
        };
        built.From.Add(from);
        built.To.Add(to);
        // Out-of-office robots and mailing lists do not answer this.
        built.Headers.Add("Auto-Submitted", "auto-generated");
        built.Prepare(EncodingConstraint.SevenBit);
        message = built;
        return true;
    }

    /// <summary>True for one plain address of the form local@domain, without name, comment, route or group.</summary>
    public static bool TryAddress(string address, string name, [NotNullWhen(true)] out MailboxAddress? mailbox)
    {
        mailbox = null;
        if (address.Length > 254 || address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or '"' or ',' or ';' or '(' or ')')
            || !MailboxAddress.TryParse(address, out var parsed)
            || !string.Equals(parsed.Address, address, StringComparison.Ordinal) || !address.Contains('@', StringComparison.Ordinal) || parsed.Route.Count > 0)
        {
            return false;
        }

        mailbox = new MailboxAddress(name, parsed.Address);
        return true;
    }
}
