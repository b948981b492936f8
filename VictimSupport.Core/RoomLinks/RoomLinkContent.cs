using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks;

/// <summary>Who a message is for. The numbers are stored and never change.</summary>
public enum RoomLinkRecipient
{
    /// <summary>The client: nothing in the message may tell what the appointment is about.</summary>
    Client = 1,

    /// <summary>The practitioner: the case reference and nothing else about the case.</summary>
    Practitioner = 2,
}

/// <summary>Everything a message about a booking is made of: plain values, no names, no entity.</summary>
public sealed record RoomLinkContent
{
    /// <summary>Confirmation, a reminder, a change, a cancellation or (practitioners only) a hand-over; never a calendar event.</summary>
    public required OutboxKind Kind { get; init; }

    public required RoomLinkRecipient Recipient { get; init; }

    /// <summary>Start in the organisation's (or the client's) own zone, which the message names.</summary>
    public required ZonedDateTime Start { get; init; }

    /// <summary>Length of the session itself, without the gap after it.</summary>
    public required Duration Length { get; init; }

    /// <summary>How the session is held; how to join is written for an online session only.</summary>
    public SupportMode Mode { get; init; } = SupportMode.Online;

    /// <summary>Address of the online room; a place in person is never written.</summary>
    public string? RoomAddress { get; init; }

    /// <summary>What the room asks for at the door; null when it asks for nothing.</summary>
    public string? Passcode { get; init; }

    /// <summary>The video provider's own instructions from the room's settings, one step a line; null for none.</summary>
    public string? ProviderInstructions { get; init; }

    /// <summary>Language of the message: en, pl or mt (others are answered in English).</summary>
    public required string Language { get; init; }

    /// <summary>Subject chosen with the client; null for the plain default.</summary>
    public string? Subject { get; init; }

    /// <summary>True adds the instructions for somebody who has not used an online room before.</summary>
    public bool FirstTime { get; init; }

    /// <summary>Number to ring when the connection fails; null when there is none that may be written.</summary>
    public string? FallbackTelephone { get; init; }

    /// <summary>Such as VS-26-0142; only ever written to a practitioner.</summary>
    public string? CaseReference { get; init; }

    /// <summary>The room's own name, such as "Room B"; only ever written to a practitioner.</summary>
    public string? RoomName { get; init; }
}
