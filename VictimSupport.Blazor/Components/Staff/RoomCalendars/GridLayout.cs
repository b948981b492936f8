using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What of a calendar is shown: rooms that are hidden, and one practitioner whose sessions stand out.</summary>
public sealed record GridFilter(IReadOnlySet<Guid> HiddenRooms, Guid? PractitionerId)
{
    public static readonly GridFilter None = new(new HashSet<Guid>(), null);
}

/// <summary>A booking or an outside block with its place in minutes from midnight; <see cref="Booking"/> is null for a block.</summary>
public sealed record GridPiece(int Start, int End, int TakenUntil, string Style, CalendarBooking? Booking, Guid Id);

/// <summary>One room on one day.</summary>
public sealed class GridColumn(Room room)
{
    public Room Room { get; } = room;

    public List<GridPiece> Pieces { get; } = [];
}

/// <summary>One day: its opening hours in minutes from midnight (none when closed) and its rooms.</summary>
public sealed record GridDay(LocalDate Date, int? Opens, int? Closes, string? ClosedName, IReadOnlyList<GridColumn> Columns)
{
    /// <summary>Whether anything stands on this day.</summary>
    public bool HasPieces => Columns.Any(column => column.Pieces.Count > 0);
}

/// <summary>Where everything of a calendar page stands: made once for each page that was read, so that drawing it looks nothing up.</summary>
public sealed class GridLayout
{
    private const int Quarter = OrganisationSettings.QuantumMinutes;
    private const int DayMinutes = 24 * 60;
    private static readonly ConcurrentDictionary<(int, int, int), string> Styles = new();

    private GridLayout(CalendarPage page, GridFilter filter, IReadOnlyList<GridDay> days, Instant now)
    {
        Page = page;
        Filter = filter;
        Days = days;
        Now = now;
        (First, Last) = Bounds(page, days);
    }

    public CalendarPage Page { get; }

    public GridFilter Filter { get; }

    /// <summary>The days to show; a weekday without opening hours and without bookings is left out of a week.</summary>
    public IReadOnlyList<GridDay> Days { get; }

    public Instant Now { get; }

    /// <summary>The first minute shown, a whole hour: opening (in a day view an hour before it), or earlier when something is booked earlier.</summary>
    public int First { get; }

    public int Last { get; }

    public int Minutes => Last - First;

    public int Quarters => Minutes / Quarter;

    public bool IsWeek => Page.Days > 1;

    public static GridLayout Of(CalendarPage page, GridFilter filter, Instant now)
    {
        var zone = page.Organisation.Zone;
        var rooms = page.Organisation.Rooms.Where(room => room.IsActive && !filter.HiddenRooms.Contains(room.Id)).ToList();
        var columns = new Dictionary<Guid, GridColumn>[page.Days];
        var days = new List<GridDay>(page.Days);
        for (var index = 0; index < page.Days; index++)
        {
            var date = page.From.PlusDays(index);
            var inOrder = rooms.ConvertAll(room => new GridColumn(room));
            columns[index] = inOrder.ToDictionary(column => column.Room.Id);
            var hours = page.Organisation.HoursOn(date);
            days.Add(new GridDay(date, hours is null ? null : MinuteOf(hours.Opens), hours is null ? null : MinuteOf(hours.Closes), page.Organisation.ClosedDays.GetValueOrDefault(date), inOrder));
        }

        foreach (var block in page.Blocks)
        {
            Put(columns, page.From, zone, block.RoomId, block.Start, block.End, block.End, null, block.Id);
        }

        foreach (var booking in page.Bookings)
        {
            Put(columns, page.From, zone, booking.RoomId, booking.Start, booking.End, booking.TakenUntil, booking, booking.Id);
        }

        var shown = days.FindAll(day => page.Days == 1 || day.Opens is not null || day.ClosedName is not null || day.HasPieces);
        return new GridLayout(page, filter, shown.Count == 0 ? days : shown, now);
    }

    /// <summary>The place of a stretch along a day, for the style sheet to turn into top and height or left and width.</summary>
    public static string StyleOf(int start, int length, int gap) => Styles.GetOrAdd((start, length, gap), static key =>
        string.Create(CultureInfo.InvariantCulture, $"--s:{key.Item1};--l:{key.Item2};--g:{key.Item3}"));

    /// <summary>The instant of a local minute of a day; null when the clocks jump over it.</summary>
    public Instant? InstantAt(LocalDate date, int minute) =>
        minute is < 0 or >= DayMinutes ? null : SeriesBooking.Resolve(date.At(LocalTime.FromMinutesSinceMidnight(minute)), Page.Organisation.Zone);

    private static void Put(Dictionary<Guid, GridColumn>[] columns, LocalDate from, DateTimeZone zone, Guid roomId, Instant start, Instant end, Instant takenUntil, CalendarBooking? booking, Guid id)
    {
        var local = start.InZone(zone).LocalDateTime;
        var minute = (Period.DaysBetween(from, local.Date) * DayMinutes) + MinuteOf(local.TimeOfDay);
        var length = (int)(end - start).TotalMinutes;
        var taken = minute + (int)(takenUntil - start).TotalMinutes;
        // Nearly always one turn; an event over several days is cut at each midnight.
        for (var day = Math.Max(0, Math.DivRem(minute, DayMinutes, out _)); day < columns.Length && day * DayMinutes < minute + length; day++)
        {
            if (columns[day].TryGetValue(roomId, out var column))
            {
                var first = Math.Max(0, minute - (day * DayMinutes));
                var last = Math.Min(DayMinutes, minute + length - (day * DayMinutes));
                var until = Math.Min(DayMinutes, taken - (day * DayMinutes));
                column.Pieces.Add(new GridPiece(first, last, until, StyleOf(first, last - first, until - last), booking, id));
            }
        }
    }

    private static (int First, int Last) Bounds(CalendarPage page, IReadOnlyList<GridDay> days)
    {
        var first = DayMinutes;
        var last = 0;
        foreach (var hours in page.Organisation.OpeningHours.Values)
        {
            first = Math.Min(first, MinuteOf(hours.Opens));
            last = Math.Max(last, MinuteOf(hours.Closes));
        }

        (first, last) = last == 0 ? (9 * 60, 20 * 60) : (first, last);
        // One closed hour at either side of a day, so that a session can be put out of hours on purpose; a week has no room for it.
        var margin = page.Days == 1 ? 60 : 0;
        (first, last) = (first - margin, last + margin);
        foreach (var piece in days.SelectMany(day => day.Columns).SelectMany(column => column.Pieces))
        {
            if (piece.Booking is not null)
            {
                (first, last) = (Math.Min(first, piece.Start), Math.Max(last, piece.End));
            }
        }

        return (Math.Max(0, first / 60 * 60), Math.Min(DayMinutes, (last + 59) / 60 * 60));
    }

    private static int MinuteOf(LocalTime time) => (time.Hour * 60) + time.Minute;
}
