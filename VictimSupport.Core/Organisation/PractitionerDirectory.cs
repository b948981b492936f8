using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Organisation;

/// <summary>A practitioner as edited; <see cref="Id"/> null for a new one. Hours and absences are given whole, absences in UTC.</summary>
public sealed record PractitionerForm(Guid? Id, int Version, string WorkingName, PractitionerKind Kind, string? Email, string Language, IReadOnlyList<string> Languages, bool IsActive, IReadOnlyList<HoursForm> Hours, IReadOnlyList<AbsenceForm> Absences);

/// <summary>Weekly hours, local, half-open.</summary>
public sealed record HoursForm(IsoDayOfWeek Day, LocalTime From, LocalTime To);

/// <summary>An absence, half-open.</summary>
public sealed record AbsenceForm(Instant Start, Instant End);

/// <summary>Which practitioners to show; at most 100 a page.</summary>
public sealed record PractitionerQuery(string? Text = null, PractitionerKind? Kind = null, bool WithInactive = false, int Skip = 0, int Take = 50);

/// <summary>One page and how many there are in all.</summary>
public sealed record PractitionerPage(IReadOnlyList<Practitioner> Rows, int Total);

/// <summary>Practitioners: read and kept.</summary>
public sealed class PractitionerDirectory(IDbContextFactory<AppDb> databases, OrganisationMemory memory, AccessGuard access, AuditTrail audit)
{
    public static readonly IReadOnlyList<string> MailLanguages = ["en", "pl", "mt"];

    /// <summary>Practitioners by working name.</summary>
    public async Task<PractitionerPage> ListAsync(Actor actor, PractitionerQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await access.DemandAsync(actor, Operation.ViewPractitioners, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await memory.ReadAsync(db, cancellationToken);
        var rows = organisation.Practitioners
            .Where(row => (query.WithInactive || row.IsActive) && (query.Kind is null || row.Kind == query.Kind)
                && (string.IsNullOrWhiteSpace(query.Text) || row.WorkingName.Contains(query.Text.Trim(), StringComparison.CurrentCultureIgnoreCase)))
            .ToList();
        return new PractitionerPage([.. rows.Skip(query.Skip).Take(Math.Clamp(query.Take, 1, 100))], rows.Count);
    }

    /// <summary>Adds or changes a practitioner with hours and absences; refused with the field that is wrong. Bookings already made stay.</summary>
    public async Task<Outcome<Guid>> SaveAsync(Actor actor, PractitionerForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ManagePractitioners, form.Id, cancellationToken);
        if (Check(form) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var practitioner = form.Id is { } id
            ? await db.Practitioners.Include(row => row.Hours).Include(row => row.Absences).AsSplitQuery().SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            : null;
        if (form.Id is not null && (practitioner is null || practitioner.Version != form.Version))
        {
            return new Refusal(practitioner is null ? RefusalCode.NotFound : RefusalCode.ChangedMeanwhile);
        }

        if (practitioner is null)
        {
            practitioner = new Practitioner { Id = Guid.CreateVersion7(), WorkingName = "", Kind = form.Kind, Version = 0 };
            db.Practitioners.Add(practitioner);
        }

        Apply(db, practitioner, form);
        audit.Add(db, actor, Operation.ManagePractitioners, practitioner.Id);
        await OrganisationMemory.TouchAsync(db, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return new Refusal(RefusalCode.NameTaken, nameof(form.WorkingName));
        }

        await transaction.CommitAsync(cancellationToken);
        return practitioner.Id;
    }

    private static void Apply(AppDb db, Practitioner practitioner, PractitionerForm form)
    {
        practitioner.WorkingName = form.WorkingName.Trim();
        practitioner.Kind = form.Kind;
        practitioner.Email = Words.OrNull(form.Email);
        practitioner.Language = form.Language;
        practitioner.Languages = string.Join(' ', form.Languages);
        practitioner.IsActive = form.IsActive;
        practitioner.Version++;
        db.RemoveRange(practitioner.Hours);
        db.RemoveRange(practitioner.Absences);
        db.AddRange(form.Hours.Select(row => new WorkingHours { Id = Guid.CreateVersion7(), PractitionerId = practitioner.Id, Day = row.Day, From = row.From, To = row.To }));
        db.AddRange(form.Absences.Select(row => new Absence { Id = Guid.CreateVersion7(), PractitionerId = practitioner.Id, Start = row.Start, End = row.End }));
    }

    private static Refusal? Check(PractitionerForm form) =>
        Words.CheckRequired(form.WorkingName, 60, nameof(form.WorkingName))
        ?? Words.CheckEmail(form.Email, nameof(form.Email))
        ?? (MailLanguages.Contains(form.Language) ? null : new Refusal(RefusalCode.Required, nameof(form.Language)))
        ?? (form.Languages.Count > 0 && form.Languages.All(language => language.Length is 2 or 3 && language.All(char.IsAsciiLetterLower)) ? null : new Refusal(RefusalCode.Required, nameof(form.Languages)))
        ?? form.Hours.Where(row => row.To <= row.From).Select(_ => new Refusal(RefusalCode.EndBeforeStart, nameof(form.Hours))).FirstOrDefault()
        ?? form.Absences.Where(row => row.End <= row.Start).Select(_ => new Refusal(RefusalCode.EndBeforeStart, nameof(form.Absences))).FirstOrDefault();
}
