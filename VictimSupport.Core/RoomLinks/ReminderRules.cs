using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.RoomLinks;

/// <summary>A reminder to promise now; after <paramref name="UselessAfter"/> it would tell nothing useful.</summary>
internal readonly record struct Reminder(OutboxKind Kind, Instant UselessAfter);

/// <summary>Which reminders of a booking are due: values in, a list out.</summary>
internal static class ReminderRules
{
    /// <summary>The reminders to promise at <paramref name="now"/>; of two that are due together only the later one.</summary>
    /// <param name="madeAt">When the booking got its present time; reminders whose time had passed by then are left out.</param>
    public static IEnumerable<Reminder> Due(Booking booking, Instant madeAt, OrganisationSettings settings, Instant now)
    {
        var first = At(booking, settings.FirstReminderHours);
        var last = At(booking, settings.LastReminderHours);
        if (last <= now)
        {
            if (last > madeAt)
            {
                yield return new Reminder(OutboxKind.LastReminder, booking.Start);
            }
        }
        else if (booking.RemindersPlanned == 0 && first <= now && first > madeAt)
        {
            yield return new Reminder(OutboxKind.FirstReminder, last ?? booking.Start);
        }
    }

    /// <summary>How many of the two reminders need no more thought after <paramref name="now"/>.</summary>
    public static int Handled(Booking booking, OrganisationSettings settings, Instant now)
    {
        if (At(booking, settings.LastReminderHours) <= now)
        {
            return 2;
        }

        return At(booking, settings.FirstReminderHours) <= now ? 1 : booking.RemindersPlanned;
    }

    /// <summary>When the reminders of a booking made at <paramref name="madeAt"/> will be due, the earlier one first.</summary>
    public static IReadOnlyList<(OutboxKind Kind, Instant At)> Coming(Booking booking, OrganisationSettings settings, Instant madeAt) =>
        [.. new[] { (Kind: OutboxKind.FirstReminder, At: At(booking, settings.FirstReminderHours)), (Kind: OutboxKind.LastReminder, At: At(booking, settings.LastReminderHours)) }
            .Where(reminder => reminder.At > madeAt).Select(reminder => (reminder.Kind, reminder.At!.Value))];

    private static Instant? At(Booking booking, int hours) => hours > 0 ? booking.Start - Duration.FromHours(hours) : null;
}
