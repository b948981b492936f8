using NodaTime;

namespace VictimSupport.Core.Outbox;

/// <summary>Where a message goes; each channel has one handler.</summary>
public enum OutboxChannel
{
    RoomCalendar,
    ClientMail,
    PractitionerMail,
}

public enum OutboxState
{
    /// <summary>To be delivered when <see cref="OutboxMessage.DueAt"/> comes.</summary>
    Waiting,

    /// <summary>Handed over at this moment; a change of what it tells waits for it.</summary>
    Sending,
    Sent,

    /// <summary>Overtaken by a later change before it was sent; nothing left the house.</summary>
    Obsolete,

    /// <summary>Done by hand instead: no safe address, the coordinator telephones.</summary>
    ByTelephone,

    /// <summary>Given up; a person has to look.</summary>
    Failed,
}

/// <summary>What a message is about; with the booking's version it names a message that exists once.</summary>
public enum OutboxKind
{
    /// <summary>Bring the calendar event to what the booking is now.</summary>
    CalendarEvent,
    Confirmation,
    FirstReminder,
    LastReminder,
    Change,
    Cancellation,

    /// <summary>The session now belongs to another practitioner; told to the one who had it.</summary>
    HandedOver,

    /// <summary>The session is held: whoever was told of it is told not to join.</summary>
    Held,
}

/// <summary>A delivery that was promised in the transaction of the change that caused it. It carries ids only, never words or addresses.</summary>
public sealed class OutboxMessage
{
    public required Guid Id { get; init; }

    public required OutboxChannel Channel { get; init; }

    public required OutboxKind Kind { get; init; }

    /// <summary>The booking; messages of one booking and channel go in order of <see cref="BookingVersion"/>.</summary>
    public required Guid BookingId { get; init; }

    public required int BookingVersion { get; init; }

    /// <summary>The case: a change of its safe contact and a hand-over to a mail server exclude one another by it.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The room whose calendar or mailbox is used.</summary>
    public required Guid RoomId { get; init; }

    /// <summary>The practitioner who is told; null for other channels, and for the booking's own practitioner in rows of before.</summary>
    public Guid? PractitionerId { get; init; }

    /// <summary>When the session was meant that is handed over; null for every other kind.</summary>
    public Instant? FormerStart { get; init; }

    /// <summary>The end of it.</summary>
    public Instant? FormerEnd { get; init; }

    public OutboxState State { get; set; } = OutboxState.Waiting;

    public required Instant CreatedAt { get; init; }

    /// <summary>Not handed over before this instant; moved on by each failed attempt.</summary>
    public required Instant DueAt { get; set; }

    /// <summary>After this instant it would tell nothing useful and fails instead; null for never.</summary>
    public Instant? ExpiresAt { get; init; }

    public int Attempts { get; set; }

    public Guid? LeaseOwner { get; set; }

    public Instant? LeaseUntil { get; set; }

    /// <summary>Why the last attempt failed; words for it are resources.</summary>
    public DeliveryProblem? Problem { get; set; }

    /// <summary>The server's status code such as 451 or 403; never its text, which may repeat an address.</summary>
    public string? ProblemCode { get; set; }

    public Instant? CompletedAt { get; set; }
}

/// <summary>Why a delivery did not go through, in kinds that a coordinator can act on.</summary>
public enum DeliveryProblem
{
    /// <summary>The other side cannot be reached or is too slow.</summary>
    Unreachable,

    /// <summary>It answered that it is busy or limits us; tried again by itself.</summary>
    Busy,

    /// <summary>User name, password or key were refused; an administrator must renew them.</summary>
    CredentialsRefused,

    /// <summary>We may not write there; the calendar must be shared with the service account.</summary>
    Forbidden,

    /// <summary>The calendar or mailbox does not exist.</summary>
    DestinationMissing,

    /// <summary>The address does not accept mail.</summary>
    AddressRefused,

    /// <summary>No encrypted connection is offered; nothing was sent.</summary>
    EncryptionRefused,

    /// <summary>A room lacks its mailbox, calendar or address in the settings.</summary>
    SettingsMissing,

    /// <summary>It refused the content; our mistake.</summary>
    Refused,

    /// <summary>The time for it has passed.</summary>
    Expired,

    /// <summary>The client's key was erased.</summary>
    Erased,
    Unexpected,
}

/// <summary>One row for each case; a change and a hand-over both write it first, so the database puts them in order.</summary>
public sealed class OutboxGate
{
    public required Guid CaseId { get; init; }

    public long Turn { get; set; }
}
