using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.RoomLinks;

/// <summary>How a client will hear of a session that is about to be booked.</summary>
public enum ClientChannel
{
    /// <summary>Nothing is sent: a session in person.</summary>
    Nothing,

    /// <summary>To the address that the client confirmed as safe.</summary>
    Mail,

    /// <summary>No safe address: the coordinator rings, by a script.</summary>
    Telephone,

    /// <summary>Neither address nor telephone is confirmed: nobody may be written to or rung.</summary>
    NoSafeChannel,
}

/// <summary>A message that will follow a booking, and when.</summary>
public sealed record ComingMessage(OutboxKind Kind, Instant At);

/// <summary>What a booking would send: kinds of channel and times only, nothing sealed is opened for it.</summary>
/// <param name="HasUnconfirmedEmail">An address is kept but not confirmed, and so not used.</param>
/// <param name="Mailbox">The room's mailbox that writes; null when none is set up and mail has to wait.</param>
/// <param name="PractitionerIsMailed">Whether the practitioner gets a copy with the reference.</param>
/// <param name="Messages">What the client gets, in order of time.</param>
public sealed record RoomLinkOutlook(ClientChannel Channel, bool HasUnconfirmedEmail, string Language, string? Mailbox, bool PractitionerIsMailed, IReadOnlyList<ComingMessage> Messages)
{
    /// <summary>A confirmed address is not used, because the day to ask the client again about it is past.</summary>
    public bool EmailIsPast { get; init; }

    /// <summary>A confirmed address is not used, because no consent to being written to holds.</summary>
    public bool LacksEmailConsent { get; init; }

    /// <summary>The day to ask the client again about the telephone is past.</summary>
    public bool TelephoneIsPast { get; init; }
}

/// <summary>The first mail as it would be sent, without the address it goes to.</summary>
/// <param name="SenderName">As chosen with the client; null when the mailbox's bare address is shown.</param>
public sealed record RoomLinkPreview(string? SenderName, string Mailbox, string Language, string Subject, string Text)
{
    /// <summary>Says nothing of what was chosen.</summary>
    public override string ToString() => nameof(RoomLinkPreview);
}

/// <summary>Shows before a booking what it will send, from the same facts and words that the sending uses.</summary>
public sealed class RoomLinkPreviews(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, ClientVault vault, TimeProvider time)
{
    /// <summary>Which channel, from where and when; nothing sealed is opened. Refused when the rules forbid the slot or the case is gone.</summary>
    public async Task<Outcome<RoomLinkOutlook>> OutlookAsync(Actor actor, BookingForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.BookSession, form.CaseId, cancellationToken);
        var read = await ReadAsync(actor, form, cancellationToken);
        return read.IsDone ? Describe(read.Value) : read.Refusal;
    }

    /// <summary>
    /// The confirmation as the client would get it. Sender's name and subject that were chosen with the client are opened for it, audited; the address is not.
    /// Refused as <see cref="RefusalCode.NothingToDo"/> when no mail would be sent.
    /// </summary>
    public async Task<Outcome<RoomLinkPreview>> PreviewAsync(Actor actor, BookingForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.BookSession, form.CaseId, cancellationToken);
        var read = await ReadAsync(actor, form, cancellationToken);
        if (!read.IsDone)
        {
            return read.Refusal;
        }

        var facts = read.Value;
        if (ChannelOf(facts) != ClientChannel.Mail || RoomLinkComposer.MailboxOf(facts) is not { } mailbox)
        {
            return new Refusal(RefusalCode.NothingToDo);
        }

        var contact = facts.Case.Contact;
        var opened = await vault.OpenAsync(
            actor,
            Operation.OpenSafeContact,
            form.CaseId,
            "To see what a booking will send: sender's name and subject",
            [new SealedField(CaseColumns.SenderName, form.CaseId, contact.SenderName), new SealedField(CaseColumns.MailSubject, form.CaseId, contact.MailSubject)],
            cancellationToken);
        var email = RoomLinkEmail.Compose(RoomLinkComposer.Content(facts, RoomLinkRecipient.Client, opened[1]));
        return new RoomLinkPreview(Words.OrNull(MailLine.Clean(opened[0], 60)), mailbox, facts.Case.Language, email.Subject, email.Text);
    }

    private async Task<Outcome<RoomLinkFacts>> ReadAsync(Actor actor, BookingForm form, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var file = await db.CasesSeenBy(actor).AsNoTracking().Include(row => row.Contact).SingleOrDefaultAsync(row => row.Id == form.CaseId, cancellationToken);
        if (file is null)
        {
            return new Refusal(RefusalCode.NotFound, nameof(BookingForm.CaseId));
        }

        var now = time.Now;
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var allowed = BookingRules.Check(organisation, form.Slot with { OutOfHours = true }, now);
        if (!allowed.IsDone)
        {
            return allowed.Refusal;
        }

        var booking = Scheduler.Create(form.CaseId, form.Slot, allowed.Value, null, now);
        var message = new OutboxMessage
        {
            Id = booking.Id, Channel = OutboxChannel.ClientMail, Kind = OutboxKind.Confirmation, BookingId = booking.Id, BookingVersion = booking.Version,
            CaseId = booking.CaseId, RoomId = booking.RoomId, CreatedAt = now, DueAt = now,
        };
        return new RoomLinkFacts(message, booking, file, organisation, await RoomLinkComposer.IsFirstAsync(db, booking, cancellationToken), WasTold: false)
        {
            Consents = await MailConsents.ReadAsync(db, form.CaseId, cancellationToken),
            Today = now.InZone(organisation.Zone).Date,
        };
    }

    private static RoomLinkOutlook Describe(RoomLinkFacts facts)
    {
        var channel = ChannelOf(facts);
        var contact = facts.Case.Contact;
        // Without a safe address the last reminder comes to nothing: a call an hour before is one risk more.
        var messages = channel == ClientChannel.Nothing
            ? []
            : ReminderRules.Coming(facts.Booking, facts.Organisation.Settings, facts.Message.CreatedAt)
                .Where(reminder => channel == ClientChannel.Mail || reminder.Kind != OutboxKind.LastReminder)
                .Select(reminder => new ComingMessage(reminder.Kind, reminder.At))
                .Prepend(new ComingMessage(OutboxKind.Confirmation, facts.Message.CreatedAt));
        return new RoomLinkOutlook(
            channel,
            contact is { Email: not null, EmailConfirmedAt: null },
            facts.Case.Language,
            channel == ClientChannel.Nothing ? null : RoomLinkComposer.MailboxOf(facts),
            channel != ClientChannel.Nothing && facts.Practitioner is { IsActive: true, Email: not null },
            [.. messages])
        {
            EmailIsPast = contact.EmailIsPast(facts.Today),
            LacksEmailConsent = contact.HasSafeEmail(facts.Today) && !facts.Consents.Email,
            TelephoneIsPast = contact.TelephoneIsPast(facts.Today),
        };
    }

    private static ClientChannel ChannelOf(RoomLinkFacts facts) => facts.Room.Kind != RoomKind.Online
        ? ClientChannel.Nothing
        : facts.MayBeWritten ? ClientChannel.Mail : facts.Case.Contact.TelephoneConfirmedAt is not null ? ClientChannel.Telephone : ClientChannel.NoSafeChannel;
}
