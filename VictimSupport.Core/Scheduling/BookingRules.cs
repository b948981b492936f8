using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Scheduling;

/// <summary>What a booking asks for, whatever the screen.</summary>
/// <param name="Start">Start in UTC, on the quarter hour.</param>
/// <param name="Minutes">Length without the gap; null for the organisation's usual length.</param>
/// <param name="OutOfHours">The coordinator has seen that it lies outside opening hours and wants it all the same.</param>
public sealed record Slot(Guid RoomId, Guid PractitionerId, Instant Start, SupportMode Mode, int? Minutes = null, bool OutOfHours = false);

/// <summary>A slot that the rules allow, with everything that follows from it.</summary>
public sealed record AllowedSlot(Instant Start, Instant End, Instant TakenUntil, bool IsOutOfHours)
{
    /// <summary>What is kept free, gap included.</summary>
    public TimeRange Taken => new(Start, TakenUntil);
}

/// <summary>The rules of time, room and practitioner: values in, an allowed slot or a refusal out; nothing is read or written.</summary>
public static class BookingRules
{
    public const int LongestMinutes = 240;

    /// <summary>How far ahead a session may be booked.</summary>
    public static readonly Duration Horizon = Duration.FromDays(550);

    /// <summary>Checks a slot against the organisation as it is at <paramref name="now"/>; what others have taken is the database's to say.</summary>
    public static Outcome<AllowedSlot> Check(OrganisationSnapshot organisation, Slot slot, Instant now)
    {
        ArgumentNullException.ThrowIfNull(organisation);
        ArgumentNullException.ThrowIfNull(slot);
        var minutes = slot.Minutes ?? organisation.Settings.SessionMinutes;
        if (CheckTime(slot.Start, minutes, now) is { } time)
        {
            return time;
        }

        if (CheckRoom(organisation, slot) is { } room)
        {
            return room;
        }

        var end = slot.Start + Duration.FromMinutes(minutes);
        var range = new TimeRange(slot.Start, end);
        var outOfHours = CheckHours(organisation, range);
        if (outOfHours is { Code: not RefusalCode.OutsideOpeningHours } || (outOfHours is not null && !slot.OutOfHours))
        {
            return outOfHours;
        }

        if (CheckPractitioner(organisation, slot.PractitionerId, range, outOfHours is not null) is { } practitioner)
        {
            return practitioner;
        }

        return new AllowedSlot(slot.Start, end, Quantum.Ceiling(end + Duration.FromMinutes(organisation.Settings.GapMinutes)), outOfHours is not null);
    }

    private static Refusal? CheckTime(Instant start, int minutes, Instant now)
    {
        if (minutes is < 10 or > LongestMinutes)
        {
            return new Refusal(RefusalCode.WrongLength, nameof(Slot.Minutes), 10, LongestMinutes);
        }

        if (!Quantum.IsStart(start))
        {
            return new Refusal(RefusalCode.NotOnTheQuarterHour, nameof(Slot.Start));
        }

        if (start < now)
        {
            return new Refusal(RefusalCode.InThePast, nameof(Slot.Start));
        }

        return start > now + Horizon ? new Refusal(RefusalCode.TooFarAhead, nameof(Slot.Start), (int)(Horizon.TotalDays / 30)) : null;
    }

    private static Refusal? CheckRoom(OrganisationSnapshot organisation, Slot slot)
    {
        if (!organisation.RoomsById.TryGetValue(slot.RoomId, out var room) || !room.IsActive)
        {
            return new Refusal(RefusalCode.RoomClosed, nameof(Slot.RoomId));
        }

        var fits = slot.Mode switch
        {
            SupportMode.Online => room.Kind == RoomKind.Online,
            SupportMode.InPerson => room.Kind == RoomKind.InPerson,
            _ => true,
        };
        return fits ? null : new Refusal(RefusalCode.RoomNotForMode, nameof(Slot.RoomId), room.Letter);
    }

    /// <summary>Null within opening hours; <see cref="RefusalCode.OutsideOpeningHours"/> can be overruled, <see cref="RefusalCode.ClosedDay"/> cannot.</summary>
    private static Refusal? CheckHours(OrganisationSnapshot organisation, TimeRange range)
    {
        var start = range.Start.InZone(organisation.Zone).LocalDateTime;
        var end = range.End.InZone(organisation.Zone).LocalDateTime;
        if (organisation.ClosedDays.TryGetValue(start.Date, out var name))
        {
            return new Refusal(RefusalCode.ClosedDay, nameof(Slot.Start), name);
        }

        var hours = organisation.OpeningHours.GetValueOrDefault(start.Date.DayOfWeek);
        var isWithin = hours is not null && start.TimeOfDay >= hours.Opens && end.Date == start.Date && end.TimeOfDay <= hours.Closes;
        return isWithin ? null : new Refusal(RefusalCode.OutsideOpeningHours, nameof(Slot.Start));
    }

    private static Refusal? CheckPractitioner(OrganisationSnapshot organisation, Guid practitionerId, TimeRange range, bool isOutOfHours)
    {
        if (!organisation.PractitionersById.TryGetValue(practitionerId, out var practitioner) || !practitioner.IsActive)
        {
            return new Refusal(RefusalCode.PractitionerNotActive, nameof(Slot.PractitionerId));
        }

        if (practitioner.Absences.Any(absence => absence.Start < range.End && range.Start < absence.End))
        {
            return new Refusal(RefusalCode.PractitionerAbsent, nameof(Slot.PractitionerId), practitioner.WorkingName);
        }

        return isOutOfHours || IsWithinHours(organisation, practitioner, range) ? null : new Refusal(RefusalCode.PractitionerOutsideHours, nameof(Slot.PractitionerId), practitioner.WorkingName);
    }

    private static bool IsWithinHours(OrganisationSnapshot organisation, Practitioner practitioner, TimeRange range)
    {
        if (practitioner.Hours.Count == 0)
        {
            return true;
        }

        var start = range.Start.InZone(organisation.Zone).LocalDateTime;
        var end = range.End.InZone(organisation.Zone).LocalDateTime;
        return practitioner.Hours.Any(hours => hours.Day == start.DayOfWeek && hours.From <= start.TimeOfDay && end.TimeOfDay <= hours.To);
    }
}
