using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.RoomLinks;

/// <summary>Decides what a promised message comes to, and writes it; the only place of mail that opens a client's address.</summary>
public sealed class RoomLinkComposer(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, ClientVault vault, TimeProvider time)
{
    private static readonly Actor Worker = Actor.Worker("Room links");

    /// <summary>Reads booking, case and room as they are now and says whether there is still something to send, and from which mailbox.</summary>
    public async Task<RoomLinkPlan> PlanAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (await ReadAsync(message, cancellationToken) is not { } facts || !IsStillTrue(facts))
        {
            return RoomLinkPlan.End(Delivery.Obsolete);
        }

        if (CannotBeMailed(facts) is { } ended)
        {
            return RoomLinkPlan.End(ended);
        }

        var mailbox = MailboxOf(facts);
        return mailbox is null || (facts.Message.Kind != OutboxKind.HandedOver && facts.Booking.Mode == SupportMode.Online && facts.Room.VideoAddress is null)
            ? RoomLinkPlan.End(Delivery.Retry(DeliveryProblem.SettingsMissing, after: Backoff.Longest))
            : RoomLinkPlan.Send(facts, mailbox);
    }

    /// <summary>Writes the message of a plan; the client's address is opened here, audited. Null and how it ended when the client's data were erased.</summary>
    internal async Task<(OutgoingMail? Mail, Delivery? Instead)> ComposeAsync(RoomLinkPlan plan, string mailbox, CancellationToken cancellationToken)
    {
        var facts = plan.Facts ?? throw new InvalidOperationException("A plan without anything to send");
        var message = facts.Message;
        if (message.Channel == OutboxChannel.PractitionerMail)
        {
            var copy = RoomLinkEmail.Compose(Content(facts, RoomLinkRecipient.Practitioner, null));
            return (Mail(facts, RoomLinkRecipient.Practitioner, mailbox, null, facts.Practitioner.Email!, copy), null);
        }

        var contact = facts.Case.Contact;
        var opened = await vault.OpenAsync(
            Worker,
            Operation.OpenSafeContact,
            facts.Case.Id,
            $"To send a room link: {message.Kind}, version {message.BookingVersion}",
            [
                new SealedField(CaseColumns.Email, facts.Case.Id, contact.Email),
                new SealedField(CaseColumns.SenderName, facts.Case.Id, contact.SenderName),
                new SealedField(CaseColumns.MailSubject, facts.Case.Id, contact.MailSubject),
            ],
            cancellationToken);
        if (opened[0] is not { } address)
        {
            return (null, Delivery.Fail(DeliveryProblem.Erased));
        }

        var email = RoomLinkEmail.Compose(Content(facts, RoomLinkRecipient.Client, opened[2]));
        return (Mail(facts, RoomLinkRecipient.Client, mailbox, opened[1], address, email), null);
    }

    private async Task<RoomLinkFacts?> ReadAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var booking = await db.Bookings.AsNoTracking().SingleOrDefaultAsync(row => row.Id == message.BookingId, cancellationToken);
        if (booking is null || (booking.Version != message.BookingVersion && message.Kind != OutboxKind.HandedOver))
        {
            return null;
        }

        var file = await db.Cases.AsNoTracking().Include(row => row.Contact).SingleAsync(row => row.Id == booking.CaseId, cancellationToken);
        var first = await IsFirstAsync(db, booking, cancellationToken);
        // One that was begun may have arrived although nobody told us so: rather say a thing twice than leave somebody waiting.
        var told = await db.OutboxMessages.AnyAsync(
            earlier => earlier.BookingId == booking.Id && earlier.Channel == message.Channel && earlier.BookingVersion < message.BookingVersion && earlier.Attempts > 0
                && earlier.Kind != OutboxKind.HandedOver && (earlier.PractitionerId == null || earlier.PractitionerId == message.PractitionerId),
            cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        return new RoomLinkFacts(message, booking, file, organisation, first, told) 
        {
            Consents = await MailConsents.ReadAsync(db, booking.CaseId, cancellationToken),
            Today = time.Now.InZone(organisation.Zone).Date,
        };
    }

    /// <summary>Whether the client has used no online room before this session.</summary>
    internal static async Task<bool> IsFirstAsync(AppDb db, Booking booking, CancellationToken cancellationToken) => !await db.Bookings.AnyAsync(
        other => other.CaseId == booking.CaseId && other.Id != booking.Id && other.Mode == SupportMode.Online && other.State == BookingState.Booked && other.Start < booking.Start,
        cancellationToken);

    // A booking moved out of an online room is told of from another room's mailbox: rooms in person have none. An online room never borrows one.
    internal static string? MailboxOf(RoomLinkFacts facts) => facts.Room.Kind == RoomKind.Online
        ? facts.Room.MailboxAddress
        : facts.Organisation.Rooms.FirstOrDefault(room => room is { IsActive: true, MailboxAddress: not null })?.MailboxAddress;

    private bool IsStillTrue(RoomLinkFacts facts) => facts.Message.Kind switch
    {
        OutboxKind.Held => facts.Booking.State == BookingState.Held && facts.WasTold && facts.Booking.Start > time.Now,
        OutboxKind.Cancellation => facts.Booking.State == BookingState.Cancelled && facts.WasTold,
        OutboxKind.FirstReminder or OutboxKind.LastReminder => facts.Booking.State == BookingState.Booked && facts.Booking.Start > time.Now,
        OutboxKind.HandedOver => facts.WasTold && (facts.Booking.State == BookingState.Cancelled || facts.Booking.PractitionerId != facts.Message.PractitionerId),
        _ => facts.Booking.State == BookingState.Booked,
    };

    private static Delivery? CannotBeMailed(RoomLinkFacts facts)
    {
        if (facts.Message.Channel == OutboxChannel.PractitionerMail)
        {
            // A practitioner without an address finds the session on the screen of own sessions.
            return facts.Practitioner is { IsActive: true, Email: not null } ? null : Delivery.Obsolete;
        }

        // Who wants no support any more is told of nothing but of what will not be.
        if (!facts.Consents.Support && facts.Message.Kind != OutboxKind.Cancellation)
        {
            return Delivery.Obsolete;
        }

        if (facts.MayBeWritten)
        {
            return null;
        }

        // An hour before, a call out of a list of calls comes too late to help and is one risk more.
        return facts.Message.Kind == OutboxKind.LastReminder ? Delivery.Obsolete : Delivery.ByTelephone;
    }

    private OutgoingMail Mail(RoomLinkFacts facts, RoomLinkRecipient recipient, string mailbox, string? sender, string to, RoomLinkEmail email) => new(
        sender,
        to,
        RoomLinkMessageId.For(facts.Booking.Id, facts.Message.BookingVersion, facts.Message.Kind, recipient, mailbox),
        time.Now.ToDateTimeOffset(),
        email.Subject,
        email.Text,
        email.Html);

    internal static RoomLinkContent Content(RoomLinkFacts facts, RoomLinkRecipient recipient, string? subject) => new()
    {
        // Who was told nothing yet is not told of a change.
        Kind = facts is { Message.Kind: OutboxKind.Change, WasTold: false } ? OutboxKind.Confirmation : facts.Message.Kind,
        Recipient = recipient,
        Start = facts.Start.InZone(facts.Organisation.Zone),
        Length = facts.End - facts.Start,
        Mode = facts.Booking.Mode,
        RoomAddress = facts.Room.VideoAddress,
        Passcode = facts.Room.Passcode,
        ProviderInstructions = facts.Room.InstructionsIn(facts.Case.Language),
        Language = recipient == RoomLinkRecipient.Client ? facts.Case.Language : facts.Practitioner.Language,
        Subject = subject,
        FirstTime = facts.FirstTime,
        FallbackTelephone = facts.Organisation.Settings.Telephone,
        CaseReference = recipient == RoomLinkRecipient.Practitioner ? facts.Case.Reference : null,
        RoomName = recipient == RoomLinkRecipient.Practitioner ? facts.Room.Name : null,
    };
}
