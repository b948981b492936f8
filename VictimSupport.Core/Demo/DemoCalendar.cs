using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.Demo;

/// <summary>Plans an invented history: every case has its weekly hour, with the odd week off, cancellation and move; nothing overlaps.</summary>
internal sealed class DemoCalendar(OrganisationSettings settings, IReadOnlyList<Room> rooms, IReadOnlyList<SupportCase> cases, Random random)
{
    private readonly HashSet<(Guid Resource, Instant Start)> _taken = [];

    /// <summary>Sessions from the Monday of <paramref name="first"/> for a number of weeks, about <paramref name="perWeek"/> each week.</summary>
    public IEnumerable<Booking> Plan(LocalDate first, int weeks, int perWeek, Instant now)
    {
        var monday = first.DayOfWeek == IsoDayOfWeek.Monday ? first : first.Previous(IsoDayOfWeek.Monday);
        var usual = cases.Select(_ => (Day: random.Next(6), Hour: random.Next(11))).ToList();
        for (var week = 0; week < weeks; week++)
        {
            var start = monday.PlusWeeks(week);
            for (var session = 0; session < perWeek; session++)
            {
                var index = (session + week * perWeek / 7) % cases.Count;
                var (day, hour) = session < cases.Count ? usual[index] : (random.Next(6), random.Next(11));
                if (Place(cases[index], start, day, hour, now) is { } booking)
                {
                    yield return booking;
                }
            }
        }
    }

    private Booking? Place(SupportCase file, LocalDate monday, int day, int hour, Instant now)
    {
        for (var attempt = 0; attempt < 66; attempt++)
        {
            var slot = (day * 11 + hour + attempt) % 66;
            var start = monday.PlusDays(slot / 11).At(new LocalTime(9 + slot % 11, 0)).InZoneLeniently(settings.Zone).ToInstant();
            var end = start + Duration.FromMinutes(settings.SessionMinutes);
            var range = new TimeRange(start, Quantum.Ceiling(end + Duration.FromMinutes(settings.GapMinutes)));
            var mode = file.Mode == SupportMode.Hybrid ? (random.Next(2) == 0 ? SupportMode.Online : SupportMode.InPerson) : file.Mode;
            var room = rooms.Where(room => (room.Kind == RoomKind.Online) == (mode == SupportMode.Online)).OrderBy(_ => random.Next()).FirstOrDefault(room => IsFree(room.Id, range));
            if (room is not null && IsFree(file.Id, range) && IsFree(file.PractitionerId!.Value, range))
            {
                return Take(file, room, mode, range, end, now);
            }
        }

        return null;
    }

    private Booking Take(SupportCase file, Room room, SupportMode mode, TimeRange range, Instant end, Instant now)
    {
        var isCancelled = random.Next(100) < 6;
        if (!isCancelled)
        {
            foreach (var start in Quantum.Touched(range))
            {
                _taken.Add((room.Id, start));
                _taken.Add((file.Id, start));
                _taken.Add((file.PractitionerId!.Value, start));
            }
        }

        var made = Instant.Min(now, range.Start) - Duration.FromDays(random.Next(2, 21));
        return new Booking
        {
            Id = Guid.CreateVersion7(),
            CaseId = file.Id,
            RoomId = room.Id,
            PractitionerId = file.PractitionerId!.Value,
            Start = range.Start,
            End = end,
            TakenUntil = range.End,
            Mode = mode,
            IsOutOfHours = false,
            CreatedAt = made,
            State = isCancelled ? BookingState.Cancelled : BookingState.Booked,
            CancelReason = isCancelled ? (random.Next(2) == 0 ? CancelReason.ClientAsked : CancelReason.PractitionerUnavailable) : null,
            CancelledAt = isCancelled ? made + Duration.FromDays(1) : null,
        };
    }

    private bool IsFree(Guid resource, TimeRange range) => !Quantum.Touched(range).Any(start => _taken.Contains((resource, start)));
}
