using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>Where the events of online rooms go: Google, or files while no Google is set up. Failures throw <see cref="RoomCalendarException"/>.</summary>
public interface IRoomCalendar
{
    /// <summary>Whether there is an outside calendar whose changes can be read.</summary>
    bool CanPull { get; }

    /// <summary>The calendar of a room; null when the room has none set.</summary>
    string? AddressOf(Room room);

    /// <summary>Whether an address written earlier belongs to this kind of calendar.</summary>
    bool Owns(string address);

    /// <summary>Makes the event stand with this content, exactly once however often it is called.</summary>
    Task<WrittenEvent> PutAsync(EventPlace place, EventContent content, CancellationToken cancellationToken);

    /// <summary>Makes the event be gone; nothing happens when it is already.</summary>
    Task RemoveAsync(EventPlace place, CancellationToken cancellationToken);

    /// <summary>All changes since the token, or all events from an instant on when there is no token or it has expired.</summary>
    Task<OutsideChanges> PullAsync(string address, string? syncToken, Instant from, CancellationToken cancellationToken);

    /// <summary>One event as it is now; null when the calendar answers and does not know it.</summary>
    Task<OutsideEvent?> FindAsync(string address, string eventId, CancellationToken cancellationToken);
}

/// <summary>Which event of which booking: its calendar, and what is known of it.</summary>
/// <param name="Generation">Raised when a removed event's id cannot be used again.</param>
/// <param name="IsKnown">Whether it was written before.</param>
public sealed record EventPlace(Guid BookingId, int BookingVersion, string Address, int Generation, string? Etag, bool IsKnown)
{
    /// <summary>The event's id, the same whoever computes it: hexadecimal digits of the booking, then the generation.</summary>
    public string EventId => IdOf(BookingId, Generation);

    public static string IdOf(Guid bookingId, int generation) =>
        generation == 0 ? bookingId.ToString("N") : FormattableString.Invariant($"{bookingId:N}g{generation}");
}

/// <summary>An event as it stands after writing.</summary>
/// <param name="Overwritten">What was found there when somebody else had changed or removed it; otherwise null.</param>
public sealed record WrittenEvent(int Generation, string EventId, string? Etag, OutsideEvent? Overwritten);

/// <summary>An outside event without its words: times in UTC, and whether it is as this product wrote it.</summary>
/// <param name="WrittenHash">The hash this product left in the event; null for a foreign one.</param>
/// <param name="ActualHash">The hash of what it says now.</param>
public sealed record OutsideEvent(string Id, string? Etag, bool IsCancelled, bool IsFree, Instant? Start, Instant? End, string? WrittenHash, string? ActualHash)
{
    /// <summary>Whether nobody has touched it since this product wrote it.</summary>
    public bool IsAsWritten => !IsCancelled && WrittenHash is not null && WrittenHash == ActualHash;
}

/// <summary>What a pull brought; a full one holds every event that stands.</summary>
public sealed record OutsideChanges(IReadOnlyList<OutsideEvent> Events, string SyncToken, bool IsFull);

/// <summary>A calendar that did not do what was asked; carries a status code, never text from the other side.</summary>
public sealed class RoomCalendarException(DeliveryProblem problem, string code, int status = 0, Duration? after = null) : Exception($"Room calendar: {problem} ({code})")
{
    public DeliveryProblem Problem { get; } = problem;

    public string Code { get; } = code;

    /// <summary>The HTTP status; 0 when there was none.</summary>
    public int Status { get; } = status;

    /// <summary>How long the other side asked us to wait.</summary>
    public Duration? After { get; } = after;

    /// <summary>Whether a person has to do something before it can succeed.</summary>
    public bool NeedsPerson => Problem is DeliveryProblem.CredentialsRefused or DeliveryProblem.Forbidden or DeliveryProblem.DestinationMissing or DeliveryProblem.SettingsMissing;
}
