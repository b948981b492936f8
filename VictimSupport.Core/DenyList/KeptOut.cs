using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.DenyList;

/// <summary>Somebody to keep out of a case.</summary>
public sealed record KeepOutForm(Guid CaseId, Guid AccountId, ExclusionReason Reason, string? Words = null);

/// <summary>Somebody who is kept out of a case, or was.</summary>
public sealed record KeptOutRow(Guid Id, Guid AccountId, string AccountName, ExclusionReason Reason, bool HasWords, Instant At, string ByName, Instant? EndedAt, int Version);

/// <summary>An account that could be kept out.</summary>
public sealed record KeepOutChoice(Guid AccountId, string Name, Role Roles);

/// <summary>
/// Keeps people out of cases: relatives, neighbours, namesakes, the client's own therapist elsewhere. The deny list beats every grant, and who is kept out
/// learns nothing of it. Kept by the Team Manager; by the Director for a case that a Team Manager is kept out of.
/// </summary>
public sealed class KeptOut(IDbContextFactory<AppDb> databases, AccessGuard access, CaseAccess caseAccess, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    private const int LongestWords = 1000;

    /// <summary>Who is kept out of a case and who was, newest first; empty for a case that is not there for the actor.</summary>
    public async Task<IReadOnlyList<KeptOutRow>> ListAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.KeepOut, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await MayKeepAsync(db, actor, caseId, cancellationToken))
        {
            return [];
        }

        return await db.CaseExclusions.AsNoTracking().Where(row => row.CaseId == caseId).OrderByDescending(row => row.At)
            .Join(db.Set<Account>(), row => row.AccountId, account => account.Id, (row, account) => new KeptOutRow(
                row.Id, row.AccountId, account.DisplayName, row.Reason, row.Words != null, row.At, row.ByName, row.EndedAt, row.Version))
            .Take(100).ToListAsync(cancellationToken);
    }

    /// <summary>Opens what was added in words about why somebody is kept out; audited before it is read. Null when there is nothing for the actor or the client was erased.</summary>
    public async Task<string?> OpenWordsAsync(Actor actor, Guid exclusionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.CaseExclusions.AsNoTracking().SingleOrDefaultAsync(each => each.Id == exclusionId, cancellationToken);
        // One that is not there is asked about like one that is hidden.
        return await caseAccess.CheckAsync(db, actor, Operation.OpenExclusionWords, row?.CaseId ?? Guid.Empty, cancellationToken) is not null || row?.Words is null
            ? null
            : (await vault.OpenAsync(actor, Operation.OpenExclusionWords, row.CaseId, "Opened on the case's list of who is kept out", [new SealedField(CaseColumns.ExclusionWords, row.Id, row.Words)], cancellationToken))[0];
    }

    /// <summary>The accounts that could be kept out, by name; not the actor's own.</summary>
    public async Task<IReadOnlyList<KeepOutChoice>> ChoicesAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.KeepOut, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await MayKeepAsync(db, actor, caseId, cancellationToken)
            ? await db.Set<Account>().AsNoTracking().Where(account => account.Id != actor.AccountId).OrderBy(account => account.DisplayName)
                .Select(account => new KeepOutChoice(account.Id, account.DisplayName, account.Roles)).Take(200).ToListAsync(cancellationToken)
            : [];
    }

    /// <summary>Keeps somebody out from this moment on; an open screen shows the case no longer at its next reading.</summary>
    public async Task<Outcome<Guid>> KeepOutAsync(Actor actor, KeepOutForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.KeepOut, form.CaseId, cancellationToken);
        if (Words.CheckLines(form.Words, LongestWords, nameof(form.Words)) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await MayKeepAsync(db, actor, form.CaseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (form.AccountId == actor.AccountId)
        {
            return new Refusal(RefusalCode.NotOwn, nameof(form.AccountId));
        }

        if (!await db.Set<Account>().AnyAsync(account => account.Id == form.AccountId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound, nameof(form.AccountId));
        }

        if (await db.CaseExclusions.AnyAsync(row => row.CaseId == form.CaseId && row.AccountId == form.AccountId && row.EndedAt == null, cancellationToken))
        {
            return new Refusal(RefusalCode.NothingToDo, nameof(form.AccountId));
        }

        var id = Guid.CreateVersion7();
        var words = Words.OrNull(form.Words) is { } text ? (await vault.KeyForWritingAsync(form.CaseId, cancellationToken)).Seal(CaseColumns.ExclusionWords, id, text) : null;
        db.CaseExclusions.Add(new CaseExclusion { Id = id, CaseId = form.CaseId, AccountId = form.AccountId, Reason = form.Reason, Words = words, At = time.Now, ById = actor.AccountId, ByName = actor.Name });
        audit.Add(db, actor, Operation.KeepOut, form.CaseId, detail: form.Reason.ToString());
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }

    /// <summary>Lets somebody in again; the row stays, ended.</summary>
    public async Task<Outcome<int>> LetInAsync(Actor actor, Guid exclusionId, int version, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.KeepOut, exclusionId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.CaseExclusions.SingleOrDefaultAsync(each => each.Id == exclusionId, cancellationToken);
        if (row is null || !await MayKeepAsync(db, actor, row.CaseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (row.Version != version || row.EndedAt is not null)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        row.EndedAt = time.Now;
        row.EndedById = actor.AccountId;
        row.Version++;
        audit.Add(db, actor, Operation.KeepOut, row.CaseId, detail: "let in again");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        return row.Version;
    }

    // A Director steps in only where a Team Manager is the one kept out; who is kept out manages nothing of the case.
    private static async Task<bool> MayKeepAsync(AppDb db, Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return false;
        }

        if ((actor.Roles & Role.TeamManager) != Role.None)
        {
            return true;
        }

        var kept = await db.CaseExclusions.Where(row => row.CaseId == caseId && row.EndedAt == null)
            .Join(db.Set<Account>(), row => row.AccountId, account => account.Id, (row, account) => account.Roles).ToListAsync(cancellationToken);
        return kept.Exists(roles => (roles & Role.TeamManager) != Role.None);
    }
}
