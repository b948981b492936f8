using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>Where an entry of the waiting list stands.</summary>
public enum WaitingState
{
    Waiting,

    /// <summary>A session was booked in the mode waited for.</summary>
    Booked,

    /// <summary>Taken off by hand.</summary>
    Withdrawn,

    /// <summary>The case was closed.</summary>
    Ended,
}

/// <summary>Why an entry waits no longer.</summary>
public enum WaitingEnd
{
    SessionBooked,
    CaseClosed,
    ClientAsked,
    NoLongerNeeded,
    ContactLost,
    EnteredByMistake,
    Other,
}

/// <summary>Why a case comes before the others; a list and not free words, because the whole desk reads it.</summary>
public enum UrgentReason
{
    /// <summary>A date outside is near, such as a hearing.</summary>
    DateAhead,

    /// <summary>A session that was promised fell out.</summary>
    SessionLost,
    WaitedLong,

    /// <summary>The Team Manager knows why.</summary>
    Judgement,
}

/// <summary>A case that waits for a session: in one mode, with its wishes.</summary>
public sealed class WaitingEntry
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>Since when it waits.</summary>
    public required Instant Since { get; init; }

    /// <summary>Online or in person; another mode is another entry.</summary>
    public required SupportMode Mode { get; init; }

    /// <summary>The practitioner wished for; null for anyone.</summary>
    public Guid? PractitionerId { get; set; }

    /// <summary>The wished times of the week as <see cref="SafeHours.Write"/> writes them; null for every time.</summary>
    public string? Hours { get; set; }

    /// <summary>The last day, local, on which a session is still of use; null for no such day.</summary>
    public LocalDate? UselessAfter { get; set; }

    /// <summary>What was added in words; sealed under the client's key.</summary>
    public Sealed<string>? Note { get; set; }

    /// <summary>Why it comes before the others; null when it does not.</summary>
    public UrgentReason? Urgent { get; set; }

    public WaitingState State { get; set; } = WaitingState.Waiting;

    public WaitingEnd? End { get; set; }

    public Instant? EndedAt { get; set; }

    public required string ByName { get; init; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}
