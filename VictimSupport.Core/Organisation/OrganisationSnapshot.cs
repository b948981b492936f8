using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Organisation;

/// <summary>Settings, hours, rooms and practitioners as they were at one moment; read-only, shared by many operations.</summary>
public sealed class OrganisationSnapshot
{
    internal OrganisationSnapshot(OrganisationSettings settings, IEnumerable<OpeningHours> hours, IEnumerable<ClosedDay> closedDays, IEnumerable<Room> rooms, IEnumerable<Practitioner> practitioners)
    {
        Settings = settings;
        Zone = settings.Zone;
        OpeningHours = hours.ToDictionary(row => row.Day);
        ClosedDays = closedDays.ToDictionary(row => row.Date, row => row.Name);
        Rooms = rooms.OrderBy(room => room.Order).ThenBy(room => room.Letter, StringComparer.Ordinal).ToList();
        RoomsById = Rooms.ToDictionary(room => room.Id);
        Practitioners = practitioners.OrderBy(practitioner => practitioner.WorkingName, StringComparer.CurrentCulture).ToList();
        PractitionersById = Practitioners.ToDictionary(practitioner => practitioner.Id);
    }

    public OrganisationSettings Settings { get; }

    public DateTimeZone Zone { get; }

    public IReadOnlyDictionary<IsoDayOfWeek, OpeningHours> OpeningHours { get; }

    /// <summary>Closed dates and their names.</summary>
    public IReadOnlyDictionary<LocalDate, string> ClosedDays { get; }

    /// <summary>All rooms in their order, inactive ones too.</summary>
    public IReadOnlyList<Room> Rooms { get; }

    public IReadOnlyDictionary<Guid, Room> RoomsById { get; }

    /// <summary>All practitioners by working name, inactive ones too, with hours and absences.</summary>
    public IReadOnlyList<Practitioner> Practitioners { get; }

    public IReadOnlyDictionary<Guid, Practitioner> PractitionersById { get; }

    /// <summary>The opening hours of a date, null when closed.</summary>
    public OpeningHours? HoursOn(LocalDate date) =>
        ClosedDays.ContainsKey(date) ? null : OpeningHours.GetValueOrDefault(date.DayOfWeek);
}

/// <summary>Remembers the organisation between operations and reads it again when its stamp has changed, on whichever server.</summary>
public sealed class OrganisationMemory
{
    private volatile Remembered? _remembered;

    private sealed record Remembered(long Stamp, OrganisationSnapshot Snapshot);

    /// <summary>The organisation as it is now; costs one small query while nothing has changed.</summary>
    public async Task<OrganisationSnapshot> ReadAsync(AppDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var stamp = await db.OrganisationSettings.Select(settings => settings.Stamp).SingleAsync(cancellationToken);
        return await ReadAsync(db, stamp, cancellationToken);
    }

    /// <summary>The same for a caller that has just read the stamp beside something else.</summary>
    public async Task<OrganisationSnapshot> ReadAsync(AppDb db, long stamp, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (_remembered is { } remembered && remembered.Stamp == stamp)
        {
            return remembered.Snapshot;
        }

        // The stamp was read before the rows: a change in between leaves an old stamp with new rows, and the next read comes here again.
        var snapshot = new OrganisationSnapshot(
            await db.OrganisationSettings.AsNoTracking().SingleAsync(cancellationToken),
            await db.OpeningHours.AsNoTracking().ToListAsync(cancellationToken),
            await db.ClosedDays.AsNoTracking().ToListAsync(cancellationToken),
            await db.Rooms.AsNoTracking().ToListAsync(cancellationToken),
            await db.Practitioners.AsNoTracking().Include(practitioner => practitioner.Hours).Include(practitioner => practitioner.Absences).AsSplitQuery().ToListAsync(cancellationToken));
        _remembered = new Remembered(stamp, snapshot);
        return snapshot;
    }

    /// <summary>Says, within the transaction of a change, that what servers remember is old.</summary>
    internal static Task TouchAsync(AppDb db, CancellationToken cancellationToken) =>
        db.OrganisationSettings.ExecuteUpdateAsync(set => set.SetProperty(settings => settings.Stamp, settings => settings.Stamp + 1), cancellationToken);
}
