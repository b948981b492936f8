using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Organisation;

/// <summary>What the settings screen changes; hours by weekday (a weekday left out is closed) and closed days are given whole.</summary>
public sealed record OrganisationForm(
    int Version,
    string Name,
    string ZoneId,
    int SessionMinutes,
    int GapMinutes,
    int FirstReminderHours,
    int LastReminderHours,
    int ResponseHours,
    CalendarEventText CalendarEventText,
    string? DutyContact,
    string? Telephone,
    IReadOnlyList<DayHours> Hours,
    IReadOnlyList<DayClosed> ClosedDays);

/// <summary>Opening hours of a weekday, local.</summary>
public sealed record DayHours(IsoDayOfWeek Day, LocalTime Opens, LocalTime Closes);

/// <summary>A closed date and its name.</summary>
public sealed record DayClosed(LocalDate Date, string Name);

/// <summary>Reads and changes the organisation's settings.</summary>
public sealed class OrganisationProfile(IDbContextFactory<AppDb> databases, OrganisationMemory memory, AccessGuard access, AuditTrail audit)
{
    /// <summary>Settings, hours, rooms and practitioners as they are now; for any signed-in person, since it holds nothing of a case.</summary>
    public async Task<OrganisationSnapshot> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.SignIn, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await memory.ReadAsync(db, cancellationToken);
    }

    /// <summary>Whether the organisation has been set up; false before the first run.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.OrganisationSettings.AnyAsync(cancellationToken);
    }

    /// <summary>Makes the organisation with its defaults (Mon–Sat 9:00–20:00, Europe/Malta) when there is none; part of the first run.</summary>
    public async Task EnsureAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.OrganisationSettings.AnyAsync(cancellationToken))
        {
            return;
        }

        db.OrganisationSettings.Add(new OrganisationSettings { Id = OrganisationSettings.OnlyId, Name = name });
        db.OpeningHours.AddRange(Enumerable.Range((int)IsoDayOfWeek.Monday, 6).Select(day => new OpeningHours { Day = (IsoDayOfWeek)day, Opens = new LocalTime(9, 0), Closes = new LocalTime(20, 0) }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            // Another server did it in the same moment.
        }
    }

    /// <summary>Saves the settings whole; refused with the field that is wrong, or when somebody else changed them meanwhile.</summary>
    public async Task<Outcome<int>> SaveAsync(Actor actor, OrganisationForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ManageOrganisation, null, cancellationToken);
        if (Check(form) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Written before it is read: hours and closed days are replaced whole, and two who do so at once would meet in their keys.
        await OrganisationMemory.TouchAsync(db, cancellationToken);
        var settings = await db.OrganisationSettings.SingleAsync(cancellationToken);
        if (settings.Version != form.Version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        Apply(settings, form);
        await db.OpeningHours.ExecuteDeleteAsync(cancellationToken);
        db.OpeningHours.AddRange(form.Hours.Select(row => new OpeningHours { Day = row.Day, Opens = row.Opens, Closes = row.Closes }));
        await db.ClosedDays.ExecuteDeleteAsync(cancellationToken);
        db.ClosedDays.AddRange(form.ClosedDays.Select(row => new ClosedDay { Date = row.Date, Name = row.Name.Trim() }));
        audit.Add(db, actor, Operation.ManageOrganisation, settings.Id);
        await OrganisationMemory.TouchAsync(db, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        await transaction.CommitAsync(cancellationToken);
        return settings.Version;
    }

    private static void Apply(OrganisationSettings settings, OrganisationForm form)
    {
        settings.Name = form.Name.Trim();
        settings.ZoneId = form.ZoneId;
        settings.SessionMinutes = form.SessionMinutes;
        settings.GapMinutes = form.GapMinutes;
        settings.FirstReminderHours = form.FirstReminderHours;
        settings.LastReminderHours = form.LastReminderHours;
        settings.ResponseHours = form.ResponseHours;
        settings.CalendarEventText = form.CalendarEventText;
        settings.DutyContact = Words.OrNull(form.DutyContact);
        settings.Telephone = Words.OrNull(form.Telephone);
        settings.Version++;
    }

    private static Refusal? Check(OrganisationForm form) =>
        Words.CheckRequired(form.Name, 100, nameof(form.Name))
        ?? (DateTimeZoneProviders.Tzdb.GetZoneOrNull(form.ZoneId ?? "") is null ? new Refusal(RefusalCode.NotAZone, nameof(form.ZoneId)) : null)
        ?? Words.CheckNumber(form.SessionMinutes, 10, 240, nameof(form.SessionMinutes))
        ?? Words.CheckNumber(form.GapMinutes, 0, 120, nameof(form.GapMinutes))
        ?? Words.CheckNumber(form.FirstReminderHours, 0, 168, nameof(form.FirstReminderHours))
        ?? Words.CheckNumber(form.LastReminderHours, 0, 24, nameof(form.LastReminderHours))
        ?? (form.FirstReminderHours > 0 && form.LastReminderHours > 0 ? Words.CheckNumber(form.FirstReminderHours, form.LastReminderHours + 1, 168, nameof(form.FirstReminderHours)) : null)
        ?? Words.CheckNumber(form.ResponseHours, 1, 336, nameof(form.ResponseHours))
        ?? Words.CheckOptional(form.DutyContact, 200, nameof(form.DutyContact))
        ?? Words.CheckTelephone(form.Telephone, nameof(form.Telephone))
        ?? form.Hours.Where(row => row.Closes <= row.Opens).Select(_ => new Refusal(RefusalCode.EndBeforeStart, nameof(form.Hours))).FirstOrDefault()
        ?? (form.Hours.DistinctBy(row => row.Day).Count() != form.Hours.Count ? new Refusal(RefusalCode.NameTaken, nameof(form.Hours)) : null)
        ?? (form.ClosedDays.DistinctBy(row => row.Date).Count() != form.ClosedDays.Count ? new Refusal(RefusalCode.NameTaken, nameof(form.ClosedDays)) : null)
        ?? form.ClosedDays.Select(row => Words.CheckRequired(row.Name, 100, nameof(form.ClosedDays))).FirstOrDefault(refusal => refusal is not null);
}
