using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.RoomLinks;

/// <summary>What a promised message comes to at this moment: either it has ended without being sent, or everything needed to write it, still sealed.</summary>
public sealed record RoomLinkPlan
{
    /// <summary>How it ended; null when there is a message to send.</summary>
    public Delivery? Ended { get; private init; }

    internal RoomLinkFacts? Facts { get; private init; }

    /// <summary>The mailbox it is sent from.</summary>
    public string Mailbox { get; private init; } = "";

    internal static RoomLinkPlan End(Delivery how) => new() { Ended = how };

    internal static RoomLinkPlan Send(RoomLinkFacts facts, string mailbox) => new() { Facts = facts, Mailbox = mailbox };
}

/// <summary>Which of the client's consents that matter for a message hold at this moment.</summary>
internal sealed record MailConsents(bool Support, bool Email)
{
    public static async Task<MailConsents> ReadAsync(AppDb db, Guid caseId, CancellationToken cancellationToken)
    {
        var holding = await db.ConsentsThatHold.Where(consent => consent.CaseId == caseId && (consent.Kind == ConsentKind.Support || consent.Kind == ConsentKind.Email))
            .Select(consent => consent.Kind).Distinct().ToListAsync(cancellationToken);
        return new MailConsents(holding.Contains(ConsentKind.Support), holding.Contains(ConsentKind.Email));
    }
}

/// <summary>Booking, case and house as they are when a message is written.</summary>
internal sealed record RoomLinkFacts(OutboxMessage Message, Booking Booking, SupportCase Case, OrganisationSnapshot Organisation, bool FirstTime, bool WasTold)
{
    public Room Room => Organisation.RoomsById[Booking.RoomId];

    /// <summary>The practitioner who is told; not always the one who holds the session now.</summary>
    public Practitioner Practitioner => Organisation.PractitionersById[Message.PractitionerId ?? Booking.PractitionerId];

    public required MailConsents Consents { get; init; }

    /// <summary>Whether the client may be written to: at an address confirmed as safe, and with consent to being written to.</summary>
    public bool MayBeWritten => Consents.Email && Case.Contact.HasSafeEmail(Today);

    /// <summary>The local day by which the safe contact is judged: that of the sending, whatever day the session is on.</summary>
    public required LocalDate Today { get; init; }

    public Instant Start => Message.FormerStart ?? Booking.Start;

    public Instant End => Message.FormerEnd ?? Booking.End;
}
