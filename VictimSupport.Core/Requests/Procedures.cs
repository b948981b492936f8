using System.Globalization;
using System.Resources;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

/// <summary>A new version of a procedure as typed, made from the version that stood on the screen.</summary>
public sealed record ProcedureForm(ProcedureKind Kind, int FromNumber, string? English, string? Polish, string? Maltese);

/// <summary>The procedures that stand beside the outcomes of triage: read, rewritten, and every version kept.</summary>
public sealed class Procedures(IDbContextFactory<AppDb> databases, AccessGuard access, AuditTrail audit, TimeProvider time)
{
    private static readonly ResourceManager Texts = new("VictimSupport.Core.Requests.ProcedureTexts", typeof(Procedures).Assembly);

    /// <summary>The newest version of every procedure, in the order of their kinds.</summary>
    public async Task<IReadOnlyList<Procedure>> NewestAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageProcedures, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await EnsureAsync(db, cancellationToken);
        return [.. (await db.Procedures.AsNoTracking()
            .Where(row => !db.Set<Procedure>().Any(later => later.Kind == row.Kind && later.Number > row.Number))
            .ToListAsync(cancellationToken)).OrderBy(row => row.Kind)];
    }

    /// <summary>All versions of one procedure, newest first, at most 100.</summary>
    public async Task<IReadOnlyList<Procedure>> VersionsAsync(Actor actor, ProcedureKind kind, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageProcedures, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await EnsureAsync(db, cancellationToken);
        return await db.Procedures.AsNoTracking().Where(row => row.Kind == kind).OrderByDescending(row => row.Number).Take(100).ToListAsync(cancellationToken);
    }

    /// <summary>Adds a version, which is the one shown from now on; refused when somebody else added one meanwhile, or when nothing is new.</summary>
    public async Task<Outcome<int>> SaveAsync(Actor actor, ProcedureForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ManageProcedures, null, cancellationToken);
        if ((Words.CheckLines(form.English, Procedure.LongestText, nameof(form.English), isRequired: true)
            ?? Words.CheckLines(form.Polish, Procedure.LongestText, nameof(form.Polish), isRequired: true)
            ?? Words.CheckLines(form.Maltese, Procedure.LongestText, nameof(form.Maltese), isRequired: true)) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await EnsureAsync(db, cancellationToken);
        var newest = await db.Procedures.AsNoTracking().Where(row => row.Kind == form.Kind).OrderByDescending(row => row.Number).FirstOrDefaultAsync(cancellationToken);
        var (english, polish, maltese) = (Text(form.English), Text(form.Polish), Text(form.Maltese));
        if (newest?.Number != form.FromNumber)
        {
            return new Refusal(newest is null ? RefusalCode.NotFound : RefusalCode.ChangedMeanwhile);
        }

        if ((newest.English, newest.Polish, newest.Maltese) == (english, polish, maltese))
        {
            return new Refusal(RefusalCode.NothingToDo);
        }

        var version = New(form.Kind, newest.Number + 1, english, polish, maltese, actor.Name);
        db.Procedures.Add(version);
        audit.Add(db, actor, Operation.ManageProcedures, version.Id, detail: $"{form.Kind}, version {version.Number}");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return version.Number;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
    }

    /// <summary>Writes what the product brings as version 1 of every procedure that has none.</summary>
    private async Task EnsureAsync(AppDb db, CancellationToken cancellationToken)
    {
        var held = await db.Procedures.Select(row => row.Kind).Distinct().ToListAsync(cancellationToken);
        var missing = Enum.GetValues<ProcedureKind>().Except(held).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        db.Procedures.AddRange(missing.Select(kind => New(kind, 1, Shipped(kind, "en"), Shipped(kind, "pl"), Shipped(kind, "mt"), null)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            // Another server or screen did it in the same moment.
        }

        db.ChangeTracker.Clear();
    }

    private Procedure New(ProcedureKind kind, int number, string english, string polish, string maltese, string? author) => new()
    {
        Id = Guid.CreateVersion7(), Kind = kind, Number = number, English = english, Polish = polish, Maltese = maltese, MadeAt = time.Now, MadeBy = author,
    };

    private static string Text(string? typed) => typed!.ReplaceLineEndings("\n").Trim();

    private static string Shipped(ProcedureKind kind, string language) =>
        Text(Texts.GetString(kind.ToString(), CultureInfo.GetCultureInfo(language)) ?? throw new MissingManifestResourceException($"No procedure {kind}"));
}
