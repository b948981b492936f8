using NodaTime;
using VictimSupport.Core.Cases;

namespace VictimSupport.Core.Scheduling;

public enum BookingState
{
    Booked,

    /// <summary>Its time is kept, nothing is sent and nobody is let in, until a risk decision releases or moves it.</summary>
    Held,
    Cancelled,
}

/// <summary>Why a booking was cancelled; a list and not free words, so that no case content is written beside a calendar.</summary>
public enum CancelReason
{
    ClientAsked,
    ClientUnwell,
    PractitionerUnavailable,
    RoomUnavailable,
    Safety,
    BookedByMistake,
    ChangedInGoogle,
    Other,
}

/// <summary>A planned session: case, room and practitioner at a time.</summary>
public sealed class Booking
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid RoomId { get; set; }

    public required Guid PractitionerId { get; set; }

    /// <summary>Start in UTC, on the quarter hour.</summary>
    public required Instant Start { get; set; }

    /// <summary>End of the session in UTC, without the gap.</summary>
    public required Instant End { get; set; }

    /// <summary>End of the last quantum taken, gap included.</summary>
    public required Instant TakenUntil { get; set; }

    /// <summary>Online, in person or telephone; never hybrid.</summary>
    public required SupportMode Mode { get; set; }

    public BookingState State { get; set; } = BookingState.Booked;

    public required bool IsOutOfHours { get; set; }

    public Guid? SeriesId { get; init; }

    public CancelReason? CancelReason { get; set; }

    public Instant? CancelledAt { get; set; }

    public required Instant CreatedAt { get; init; }

    /// <summary>The reminders already planned for this version, as a count; touched by the planner so that a change and a plan exclude one another.</summary>
    public int RemindersPlanned { get; set; }

    /// <summary>Raised by one with each change; a message about an older version is obsolete.</summary>
    public int Version { get; set; } = 1;

    /// <summary>What is kept free, gap included.</summary>
    public TimeRange Taken => new(Start, TakenUntil);
}

/// <summary>The kinds of thing whose time can be taken once.</summary>
public enum ResourceKind
{
    Room = 1,
    Practitioner = 2,
    Client = 3,
}

/// <summary>One quarter hour of one room, practitioner or client; its key makes a double booking impossible in the database.</summary>
public sealed class BookedSlot
{
    public required ResourceKind Kind { get; init; }

    public required Guid ResourceId { get; init; }

    public required Instant Start { get; init; }

    /// <summary>The booking or room block that holds it.</summary>
    public required Guid HolderId { get; init; }
}

/// <summary>Bookings made together, weekly at the same local time.</summary>
public sealed class BookingSeries
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>Local time of the first booking in <see cref="ZoneId"/>; kept so that a clock change moves nothing.</summary>
    public required LocalTime LocalTime { get; init; }

    public required string ZoneId { get; init; }

    public required Instant CreatedAt { get; init; }
}

/// <summary>A time a room cannot be used, put there from outside (an event in its Google calendar); never with a title.</summary>
public sealed class RoomBlock
{
    public required Guid Id { get; init; }

    public required Guid RoomId { get; init; }

    public required Instant Start { get; set; }

    public required Instant End { get; set; }

    /// <summary>The outside event's own id, unique in a room.</summary>
    public required string ExternalId { get; init; }

    public string? ExternalEtag { get; set; }

    public TimeRange Range => new(Start, End);

    /// <summary>
    /// The id of the block that keeps the time a booking's own event was moved to, until a person decides: the booking's id with one bit turned,
    /// so that a booking finds its own proposal and has one at most.
    /// </summary>
    public static Guid ProposalOf(Guid bookingId)
    {
        var bytes = bookingId.ToByteArray();
        bytes[^1] ^= 1;
        return new Guid(bytes);
    }
}

/// <summary>A change that open calendars must show; how servers hear of each other's bookings.</summary>
public sealed class CalendarChange
{
    public long Sequence { get; private set; }

    public required Guid RoomId { get; init; }

    public required Instant Start { get; init; }

    public required Instant End { get; init; }

    public required Instant At { get; init; }
}
