using System.Globalization;
using System.Resources;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Consents;

/// <summary>One part as typed.</summary>
public sealed record TermsPartForm(TermsPart Part, string? English, string? Polish, string? Maltese);

/// <summary>A new version of the terms as typed, made from the version that stood on the screen; every part is there once.</summary>
public sealed record TermsForm(int FromNumber, IReadOnlyList<TermsPartForm> Parts);

/// <summary>A version in the list of versions.</summary>
public sealed record TermsRow(Guid Id, int Number, Instant MadeAt, string? MadeBy);

/// <summary>The terms that are read out before support starts: read, rewritten, and every version kept.</summary>
public sealed class TermsOfSupport(IDbContextFactory<AppDb> databases, AccessGuard access, AuditTrail audit, TimeProvider time)
{
    private static readonly ResourceManager Shipped = new("VictimSupport.Core.Consents.TermsTexts", typeof(TermsOfSupport).Assembly);
    private static readonly TermsPart[] Parts = Enum.GetValues<TermsPart>();

    /// <summary>The version that is read out now.</summary>
    public async Task<TermsVersion> NewestAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReadTerms, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await EnsureAsync(db, time.Now, cancellationToken);
        return await db.Terms.AsNoTracking().Include(row => row.Texts).OrderByDescending(row => row.Number).FirstAsync(cancellationToken);
    }

    /// <summary>One version; null when there is none of that number.</summary>
    public async Task<TermsVersion?> ReadAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReadTerms, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Terms.AsNoTracking().Include(row => row.Texts).SingleOrDefaultAsync(row => row.Number == number, cancellationToken);
    }

    /// <summary>All versions, newest first, at most 100.</summary>
    public async Task<IReadOnlyList<TermsRow>> VersionsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReadTerms, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await EnsureAsync(db, time.Now, cancellationToken);
        return await db.Terms.AsNoTracking().OrderByDescending(row => row.Number).Take(100).Select(row => new TermsRow(row.Id, row.Number, row.MadeAt, row.MadeBy)).ToListAsync(cancellationToken);
    }

    /// <summary>Adds a version, which is read out from now on; refused when somebody else added one meanwhile, or when nothing is new. Consents keep the version they were given on.</summary>
    public async Task<Outcome<int>> PublishAsync(Actor actor, TermsForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ManageTerms, null, cancellationToken);
        if (Check(form) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await EnsureAsync(db, time.Now, cancellationToken);
        var newest = await db.Terms.AsNoTracking().Include(row => row.Texts).OrderByDescending(row => row.Number).FirstAsync(cancellationToken);
        if (newest.Number != form.FromNumber)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        var version = New(newest.Number + 1, time.Now, actor.Name, form.Parts.Select(part => (part.Part, Text(part.English), Text(part.Polish), Text(part.Maltese))));
        if (version.Texts.All(text => newest.Texts.Any(old => (old.Part, old.English, old.Polish, old.Maltese) == (text.Part, text.English, text.Polish, text.Maltese))))
        {
            return new Refusal(RefusalCode.NothingToDo);
        }

        db.Terms.Add(version);
        audit.Add(db, actor, Operation.ManageTerms, version.Id, detail: FormattableString.Invariant($"version {version.Number}"));
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

    /// <summary>The field under which a refusal names a part in a language.</summary>
    public static string Field(TermsPart part, string language) => $"{part}.{language}";

    private static Refusal? Check(TermsForm form)
    {
        if (!form.Parts.Select(part => part.Part).Order().SequenceEqual(Parts))
        {
            return new Refusal(RefusalCode.Required, nameof(form.Parts));
        }

        foreach (var part in form.Parts)
        {
            foreach (var (text, language) in new[] { (part.English, "en"), (part.Polish, "pl"), (part.Maltese, "mt") })
            {
                var field = Field(part.Part, language);
                if ((string.IsNullOrWhiteSpace(text) ? new Refusal(RefusalCode.Required, field) : Words.CheckLines(text, TermsVersion.LongestText, field)) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    /// <summary>Writes what the product brings as version 1 where there is none.</summary>
    internal static async Task EnsureAsync(AppDb db, Instant now, CancellationToken cancellationToken)
    {
        if (await db.Terms.AnyAsync(cancellationToken))
        {
            return;
        }

        db.Terms.Add(New(1, now, null, Parts.Select(part => (part, Text(ShippedText(part, "en")), Text(ShippedText(part, "pl")), Text(ShippedText(part, "mt"))))));
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

    private static TermsVersion New(int number, Instant now, string? author, IEnumerable<(TermsPart Part, string English, string Polish, string Maltese)> texts)
    {
        var id = Guid.CreateVersion7();
        return new TermsVersion
        {
            Id = id, Number = number, MadeAt = now, MadeBy = author,
            Texts = [.. texts.Select(text => new TermsText { TermsId = id, Part = text.Part, English = text.English, Polish = text.Polish, Maltese = text.Maltese })],
        };
    }

    private static string Text(string? typed) => typed!.ReplaceLineEndings("\n").Trim();

    private static string ShippedText(TermsPart part, string language) =>
        Shipped.GetString(part.ToString(), CultureInfo.GetCultureInfo(language)) ?? throw new MissingManifestResourceException($"No terms {part}");
}
