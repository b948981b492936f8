using VictimSupport.Core.Cases;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks;

/// <summary>Subject and body of a message about a booking, as plain text and as simple HTML without any remote part.</summary>
public sealed record RoomLinkEmail(string Subject, string Text, string Html)
{
    /// <summary>Writes the message; the same content always gives the same words.</summary>
    public static RoomLinkEmail Compose(RoomLinkContent content)
    {
        var words = RoomLinkWords.In(content.Language);
        var time = AppointmentTime.InWords(content.Start, content.Length, words.Culture);
        var blocks = content.Recipient == RoomLinkRecipient.Client ? ForClient(content, words, time) : ForPractitioner(content, words, time);
        var body = new MailBody([.. blocks]);
        return new RoomLinkEmail(SubjectOf(content, words), body.ToText(), body.ToHtml(words.Culture.TwoLetterISOLanguageName));
    }

    private static string SubjectOf(RoomLinkContent content, RoomLinkWords words)
    {
        if (content.Recipient == RoomLinkRecipient.Practitioner)
        {
            return words["Subject_Practitioner_" + content.Kind, AppointmentTime.DayInWords(content.Start, words.Culture)];
        }

        var chosen = MailLine.Clean(content.Subject);
        var subject = chosen.Length > 0 ? chosen : words["Subject_Client"];
        return content.Kind switch
        {
            OutboxKind.Change => words["Subject_Client_Change", subject],
            OutboxKind.Cancellation => words["Subject_Client_Cancellation", subject],
            OutboxKind.Held => words["Subject_Client_Change", subject],
            _ => subject,
        };
    }

    private static IEnumerable<MailBlock> ForClient(RoomLinkContent content, RoomLinkWords words, string time)
    {
        yield return new Paragraph(words["Greeting"]);
        yield return new Paragraph(words["Client_" + content.Kind, time]);
        if (content.Kind == OutboxKind.Cancellation)
        {
            yield return new Paragraph(words["Client_Cancellation_Link"]);
        }
        else if (content.Kind == OutboxKind.Held)
        {
            yield return new Paragraph(words["Client_Held_Wait"]);
        }
        else
        {
            yield return new Paragraph(words["TimeZone", content.Start.Zone.Id]);
            foreach (var block in Joining(content, words))
            {
                yield return block;
            }
        }

        yield return new Heading(words["Privacy_Heading"]);
        yield return new Points(
            [words["Privacy_Delete"], words["Privacy_SignOut"], words["Privacy_Password"], words["Privacy_NoReply"], words["Privacy_OtherWay"]]);
    }

    private static IEnumerable<MailBlock> Joining(RoomLinkContent content, RoomLinkWords words)
    {
        if (content.Mode != SupportMode.Online || content.RoomAddress is not { } address)
        {
            yield return new Paragraph(words[content.Mode == SupportMode.Telephone ? "ByTelephone" : "InPerson"]);
            yield break;
        }

        yield return new Heading(words["Join_Heading"]);
        yield return new Steps([.. JoiningSteps(content, words)]);
        yield return new Link(address);
        if (content.FirstTime && content.Kind != OutboxKind.LastReminder)
        {
            yield return new Heading(words["First_Heading"]);
            yield return new Points([words["First_Browser"], words["First_Try"], words["First_Place"], words["First_Device"], words["First_Close"]]);
        }

        yield return new Heading(words["Fails_Heading"]);
        yield return new Steps(
        [
            words["Fails_Again"],
            words["Fails_SoundOnly"],
            content.FallbackTelephone is { } telephone ? words["Fails_Telephone", MailLine.Clean(telephone)] : words["Fails_WeCall"],
        ]);
    }

    private static IEnumerable<string> JoiningSteps(RoomLinkContent content, RoomLinkWords words)
    {
        yield return words["Join_Open"];
        if (content.Passcode is { } passcode)
        {
            yield return words["Join_Passcode", MailLine.Clean(passcode)];
        }

        yield return words["Join_Allow"];
        foreach (var line in Lines(content.ProviderInstructions))
        {
            yield return line;
        }

        yield return words["Join_Wait"];
    }

    private static IEnumerable<MailBlock> ForPractitioner(RoomLinkContent content, RoomLinkWords words, string time)
    {
        yield return new Paragraph(words["Practitioner_" + content.Kind, MailLine.Clean(content.CaseReference), time]);
        yield return new Paragraph(words["TimeZone", content.Start.Zone.Id]);
        if (content is { RoomName: { } room, Kind: not OutboxKind.HandedOver })
        {
            yield return new Paragraph(words["Practitioner_Room", MailLine.Clean(room)]);
        }

        if (content.Kind is not (OutboxKind.Cancellation or OutboxKind.HandedOver or OutboxKind.Held) && content.Mode == SupportMode.Online && content.RoomAddress is { } address)
        {
            yield return new Link(address);
            if (content.Passcode is { } passcode)
            {
                yield return new Paragraph(words["Join_Passcode", MailLine.Clean(passcode)]);
            }

            yield return new Points([words["Practitioner_Check"], words["Practitioner_Fails"]]);
        }

        yield return new Paragraph(words["Practitioner_Delete"]);
    }

    private static IEnumerable<string> Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => MailLine.Clean(line, 500));
}
