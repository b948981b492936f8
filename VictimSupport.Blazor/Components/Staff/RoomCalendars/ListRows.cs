using System.Globalization;
using NodaTime;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>A line of the telephone's list: a booking, a block, a free stretch (with the instant a session could begin) or a closed day.</summary>
internal sealed record ListRow(string Key, string From, string To, GridPiece? Piece, Instant? Start, bool IsClosed = false)
{
    public static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}

/// <summary>Turns a room's day into lines: what is taken, and between it what is free within opening hours and long enough for a session.</summary>
internal static class ListRows
{
    public static IReadOnlyList<ListRow> Of(GridLayout layout, GridDay day, GridColumn column)
    {
        var rows = new List<ListRow>();
        if (day.Opens is null)
        {
            rows.Add(new ListRow("closed", "", "", null, null, true));
        }

        var isSeen = layout.Filter.PractitionerId;
        var free = Math.Max(day.Opens ?? 0, FirstFree(layout, day));
        foreach (var piece in column.Pieces.OrderBy(piece => piece.Start))
        {
            AddFree(layout, day, rows, free, Math.Min(piece.Start, day.Closes ?? 0));
            if (isSeen is null || piece.Booking is null || piece.Booking.PractitionerId == isSeen)
            {
                rows.Add(new ListRow(piece.Id.ToString(), ListRow.Clock(piece.Start), ListRow.Clock(piece.End), piece, null));
            }

            free = Math.Max(free, (piece.TakenUntil + 14) / 15 * 15);
        }

        AddFree(layout, day, rows, free, day.Closes ?? 0);
        return rows;
    }

    // Nothing before the present quarter hour is offered.
    private static int FirstFree(GridLayout layout, GridDay day)
    {
        var now = layout.Now.InZone(layout.Page.Organisation.Zone).LocalDateTime;
        var minute = (now.Hour * 60) + now.Minute;
        return day.Date > now.Date ? 0 : day.Date < now.Date ? int.MaxValue : (minute + 14) / 15 * 15;
    }

    private static void AddFree(GridLayout layout, GridDay day, List<ListRow> rows, int from, int until)
    {
        if (from <= until && until - from >= layout.Page.Organisation.Settings.SessionMinutes && layout.InstantAt(day.Date, from) is { } start)
        {
            rows.Add(new ListRow($"free{from}", ListRow.Clock(from), ListRow.Clock(until), null, start));
        }
    }
}
