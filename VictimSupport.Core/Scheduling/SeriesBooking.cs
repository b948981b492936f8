using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.TimeZones;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>A weekly series to preview: the same local time, week by week, in the organisation's zone.</summary>
/// <param name="First">Date and time of the first session, local.</param>
/// <param name="Weeks">How many sessions, 1–60.</param>
/// <param name="Minutes">Length without the gap; null for the organisation's usual length.</param>
public sealed record SeriesForm(Guid CaseId, Guid RoomId, Guid PractitionerId, SupportMode Mode, LocalDateTime First, int Weeks, bool OutOfHours = false, int? Minutes = null);

/// <summary>One date of a series: what would be booked, and why not if it cannot be.</summary>
/// <param name="Local">The local date and time meant.</param>
/// <param name="Slot">The slot; null when that local time does not exist on that day.</param>
public sealed record SeriesLine(int Index, LocalDateTime Local, Slot? Slot, Refusal? Refusal);

/// <summary>A series as the coordinator decided it: the lines that remain, each with its own time and room.</summary>
public sealed record SeriesPlan(Guid CaseId, LocalTime LocalTime, IReadOnlyList<Slot> Lines);

/// <summary>Weekly series: a preview that checks every date, and one commit for all that remain.</summary>
public sealed class SeriesBooking(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, Scheduler scheduler, AccessGuard access, TimeProvider time)
{
    public const int LongestSeries = 60;

    /// <summary>Checks every date of a series; nothing is saved.</summary>
    public async Task<Outcome<IReadOnlyList<SeriesLine>>> PreviewAsync(Actor actor, SeriesForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.BookSession, form.CaseId, cancellationToken);
        if (form.Weeks is < 1 or > LongestSeries)
        {
            return new Refusal(RefusalCode.SeriesTooLong, nameof(SeriesForm.Weeks), LongestSeries);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var lines = Enumerable.Range(0, form.Weeks).Select(week => ToSlot(form, form.First.PlusWeeks(week), organisation.Zone)).ToList();
        return Outcome.Of(await CheckAsync(db, actor, organisation, form.CaseId, lines, cancellationToken));
    }

    /// <summary>Checks the lines again after some were moved, skipped or put into another room; nothing is saved.</summary>
    public async Task<IReadOnlyList<SeriesLine>> CheckAsync(Actor actor, Guid caseId, IReadOnlyList<(LocalDateTime Local, Slot? Slot)> lines, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.BookSession, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await CheckAsync(db, actor, await organisations.ReadAsync(db, cancellationToken), caseId, lines, cancellationToken);
    }

    /// <summary>Books all lines or none; a refusal's field is <see cref="Scheduler.SeriesField"/> of the line.</summary>
    public async Task<Outcome<IReadOnlyList<Booking>>> BookAsync(Actor actor, SeriesPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await access.DemandAsync(actor, Operation.BookSession, plan.CaseId, cancellationToken);
        if (plan.Lines.Count is < 1 or > LongestSeries)
        {
            return new Refusal(RefusalCode.SeriesTooLong, nameof(SeriesForm.Weeks), LongestSeries);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        if (FindOverlap(organisation, plan.Lines) is { } index)
        {
            return new Refusal(RefusalCode.ClientTaken, Scheduler.SeriesField(index));
        }

        var series = new BookingSeries { Id = Guid.CreateVersion7(), CaseId = plan.CaseId, LocalTime = plan.LocalTime, ZoneId = organisation.Settings.ZoneId, CreatedAt = time.Now };
        return await scheduler.BookAllAsync(actor, plan.CaseId, plan.Lines, series, cancellationToken);
    }

    /// <summary>The instant of a local time; null when the clocks jump over it. Of a time that comes twice, the first is meant.</summary>
    public static Instant? Resolve(LocalDateTime local, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? null : Resolvers.ReturnEarlier(mapping.First(), mapping.Last()).ToInstant();
    }

    private static (LocalDateTime Local, Slot? Slot) ToSlot(SeriesForm form, LocalDateTime local, DateTimeZone zone) =>
        (local, Resolve(local, zone) is { } start ? new Slot(form.RoomId, form.PractitionerId, start, form.Mode, form.Minutes, form.OutOfHours) : null);

    private static int? FindOverlap(OrganisationSnapshot organisation, IReadOnlyList<Slot> slots)
    {
        var ranges = slots.Select(slot => new TimeRange(slot.Start, slot.Start + Duration.FromMinutes(Math.Clamp(slot.Minutes ?? organisation.Settings.SessionMinutes, 10, BookingRules.LongestMinutes) + organisation.Settings.GapMinutes))).ToList();
        for (var later = 1; later < ranges.Count; later++)
        {
            if (ranges.Take(later).Any(range => range.Overlaps(ranges[later])))
            {
                return later;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<SeriesLine>> CheckAsync(AppDb db, Actor actor, OrganisationSnapshot organisation, Guid caseId, IReadOnlyList<(LocalDateTime Local, Slot? Slot)> lines, CancellationToken cancellationToken)
    {
        var file = await GateFacts.ReadAsync(db, actor, caseId, cancellationToken);
        var slots = lines.Where(line => line.Slot is not null).Select(line => line.Slot!).ToList();
        var taken = slots.Count == 0 ? null : await TakenTime.ReadAsync(db, [.. slots.Select(slot => slot.RoomId), .. slots.Select(slot => slot.PractitionerId), caseId], slots.Min(slot => slot.Start), slots.Max(slot => slot.Start) + Duration.FromHours(6), cancellationToken);
        var now = time.Now;
        var earlier = new List<TimeRange>(lines.Count);
        return [.. lines.Select((line, index) => new SeriesLine(index, line.Local, line.Slot, Check(line.Slot)))];

        Refusal? Check(Slot? slot)
        {
            if (slot is null)
            {
                return new Refusal(RefusalCode.ClockChange, nameof(Slot.Start));
            }

            if (file is null)
            {
                return new Refusal(RefusalCode.NotFound, nameof(SeriesForm.CaseId));
            }

            if (ModeGate.Check(file, slot.Mode, slot.Start) is { } gate)
            {
                return gate;
            }

            var allowed = BookingRules.Check(organisation, slot, now);
            if (!allowed.IsDone)
            {
                return allowed.Refusal;
            }

            // A line that was moved onto another one of the series would be the client's second session at that time.
            var range = allowed.Value.Taken;
            var isTwice = earlier.Exists(other => other.Overlaps(range));
            earlier.Add(range);
            return isTwice ? new Refusal(RefusalCode.ClientTaken, nameof(SeriesForm.CaseId)) : taken!.Check(slot.RoomId, slot.PractitionerId, caseId, range);
        }
    }
}
