using NodaTime;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>One date of a series as the coordinator is deciding it.</summary>
public sealed class SeriesDraftLine(LocalDateTime local, Guid roomId, bool outOfHours)
{
    public LocalDateTime Local { get; set; } = local;

    public Guid RoomId { get; set; } = roomId;

    public bool OutOfHours { get; set; } = outOfHours;

    public bool IsSkipped { get; set; }

    /// <summary>Why it cannot be booked, as the last check or the refused save says; null when it can.</summary>
    public Refusal? Refusal { get; set; }
}

/// <summary>A series between its preview and its one commit: what is skipped, moved or put into another room, checked by Core after each change.</summary>
public sealed class SeriesDraft
{
    private readonly SeriesForm _form;
    private readonly DateTimeZone _zone;

    private SeriesDraft(SeriesForm form, DateTimeZone zone, IEnumerable<SeriesDraftLine> lines)
    {
        _form = form;
        _zone = zone;
        Lines = [.. lines];
    }

    public IReadOnlyList<SeriesDraftLine> Lines { get; }

    public int Ready => Lines.Count(line => !line.IsSkipped && line.Refusal is null);

    public int Skipped => Lines.Count(line => line.IsSkipped);

    public int Open => Lines.Count - Ready - Skipped;

    /// <summary>Asks Core for every date; nothing is saved.</summary>
    public static async Task<Outcome<SeriesDraft>> PreviewAsync(SeriesBooking series, Actor actor, SeriesForm form, DateTimeZone zone)
    {
        var preview = await series.PreviewAsync(actor, form, CancellationToken.None);
        return preview.IsDone
            ? new SeriesDraft(form, zone, preview.Value.Select(line => new SeriesDraftLine(line.Local, form.RoomId, form.OutOfHours) { Refusal = line.Refusal }))
            : preview.Refusal;
    }

    /// <summary>Leaves out every date that cannot be booked as it stands.</summary>
    public void SkipOpen()
    {
        foreach (var line in Lines.Where(line => line.Refusal is not null))
        {
            line.IsSkipped = true;
        }
    }

    /// <summary>Checks every remaining line again.</summary>
    public async Task CheckAsync(SeriesBooking series, Actor actor)
    {
        var lines = Remaining();
        var found = await series.CheckAsync(actor, _form.CaseId, [.. lines.Select(line => (line.Local, ToSlot(line)))], CancellationToken.None);
        foreach (var line in found)
        {
            lines[line.Index].Refusal = line.Refusal;
        }
    }

    /// <summary>Saves all remaining lines or none; null when done, and a line that was refused says so itself.</summary>
    public async Task<Outcome<IReadOnlyList<Booking>>> BookAsync(SeriesBooking series, Actor actor)
    {
        var lines = Remaining();
        if (lines.Exists(line => line.Refusal is not null || ToSlot(line) is null))
        {
            return new Refusal(RefusalCode.SeriesLineOpen);
        }

        var booked = await series.BookAsync(actor, new SeriesPlan(_form.CaseId, _form.First.TimeOfDay, [.. lines.Select(line => ToSlot(line)!)]), CancellationToken.None);
        if (booked.Refusal is { } refusal && Enumerable.Range(0, lines.Count).FirstOrDefault(index => Scheduler.SeriesField(index) == refusal.Field, -1) is >= 0 and var refused)
        {
            lines[refused].Refusal = refusal;
            return new Refusal(RefusalCode.SeriesLineOpen);
        }

        return booked;
    }

    private List<SeriesDraftLine> Remaining() => [.. Lines.Where(line => !line.IsSkipped)];

    private Slot? ToSlot(SeriesDraftLine line) =>
        SeriesBooking.Resolve(line.Local, _zone) is { } start ? new Slot(line.RoomId, _form.PractitionerId, start, _form.Mode, _form.Minutes, line.OutOfHours) : null;
}
