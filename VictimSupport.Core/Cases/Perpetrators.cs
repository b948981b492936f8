using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>The perpetrators of a case: recorded, opened with an audit row, changed, taken away. The desk knows nothing of them.</summary>
public sealed class Perpetrators(IDbContextFactory<AppDb> databases, AccessGuard access, CaseAccess cases, ClientVault vault, BlindIndex index, AuditTrail audit, PeopleSignal signal, TimeProvider time)
{
    /// <summary>Lists the perpetrators of a case in the order they were recorded; nothing sealed is opened. Empty for a case that is not open to the actor.</summary>
    public async Task<IReadOnlyList<PerpetratorRow>> ListAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await cases.CheckAsync(db, actor, Operation.ViewPerpetrators, caseId, cancellationToken) is not null)
        {
            return [];
        }

        return await db.Perpetrators.AsNoTracking().Where(row => row.CaseId == caseId).OrderBy(row => row.RecordedAt).ThenBy(row => row.Id)
            .Select(row => new PerpetratorRow(row.Id, row.CaseId, row.CounterAllegation, row.LivesWithClient, row.RecordedAt, row.Version))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Opens one perpetrator; audited before it is read. Null when there is no such record.</summary>
    public async Task<OpenedPerpetrator?> OpenAsync(Actor actor, Guid perpetratorId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenPerpetrator, perpetratorId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Perpetrators.AsNoTracking().SingleOrDefaultAsync(row => row.Id == perpetratorId, cancellationToken) is not { } found
            || await cases.CheckAsync(db, actor, Operation.OpenPerpetrator, found.CaseId, cancellationToken) is not null)
        {
            return null;
        }

        var texts = await vault.OpenAsync(actor, Operation.OpenPerpetrator, found.Id, purpose, PeopleSealing.Fields(found), cancellationToken);
        return new OpenedPerpetrator(
            new PerpetratorForm(texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], found.CounterAllegation, found.LivesWithClient), found.Version);
    }

    /// <summary>Records a perpetrator of a case; the sealed key is made first, so a crash leaves a key without a record and never the reverse.</summary>
    public async Task<Outcome<Guid>> AddAsync(Actor actor, Guid caseId, PerpetratorForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ChangePerpetrators, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (PeopleChecks.Check(form) is { } refusal)
        {
            return refusal;
        }

        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var row = new Perpetrator { Id = Guid.CreateVersion7(), CaseId = caseId, RecordedAt = time.Now, NeedsMatching = true };
        var key = await vault.CreateSubjectAsync(row.Id, SubjectKind.Perpetrator, cancellationToken);
        await IndexAsync(row.Id, form, cancellationToken);
        PeopleSealing.Apply(row, form, key);
        db.Perpetrators.Add(row);
        audit.Add(db, actor, Operation.ChangePerpetrators, caseId, detail: "recorded");
        await db.SaveChangesAsync(cancellationToken);
        signal.Wake();
        return row.Id;
    }

    /// <summary>Replaces what is recorded of a perpetrator and gives the new version.</summary>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, Guid perpetratorId, int version, PerpetratorForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ChangePerpetrators, perpetratorId, cancellationToken);
        if (PeopleChecks.Check(form) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Perpetrators.SingleOrDefaultAsync(each => each.Id == perpetratorId, cancellationToken);
        if (row is null || !await db.CasesSeenBy(actor).AnyAsync(file => file.Id == row.CaseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (row.Version != version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        PeopleSealing.Apply(row, form, await vault.KeyForWritingAsync(row.Id, cancellationToken));
        row.NeedsMatching = true;
        row.Version++;
        audit.Add(db, actor, Operation.ChangePerpetrators, row.CaseId, detail: "changed");
        if (!await PeopleSaving.TrySaveAsync(db, cancellationToken))
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        // While the row is held: of two changes at once, the index is the later one's, as the row is.
        await IndexAsync(row.Id, form, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Wake();
        return row.Version;
    }

    /// <summary>Takes a record away for ever, in every backup too: the row goes, and then its key.</summary>
    public async Task<Outcome<bool>> RemoveAsync(Actor actor, Guid perpetratorId, int version, RemovalReason reason, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ChangePerpetrators, perpetratorId, cancellationToken);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var row = await db.Perpetrators.SingleOrDefaultAsync(each => each.Id == perpetratorId, cancellationToken);
            if (row is null || !await db.CasesSeenBy(actor).AnyAsync(file => file.Id == row.CaseId, cancellationToken))
            {
                return new Refusal(RefusalCode.NotFound);
            }

            if (row.Version != version)
            {
                return new Refusal(RefusalCode.ChangedMeanwhile);
            }

            db.Perpetrators.Remove(row);
            audit.Add(db, actor, Operation.ChangePerpetrators, row.CaseId, detail: $"removed, {reason}");
            if (!await PeopleSaving.TrySaveAsync(db, cancellationToken))
            {
                return new Refusal(RefusalCode.ChangedMeanwhile);
            }
        }

        await vault.EraseSubjectAsync(actor, Operation.ChangePerpetrators, perpetratorId, $"removed, {reason}", cancellationToken);
        return true;
    }

    private async Task IndexAsync(Guid id, PerpetratorForm form, CancellationToken cancellationToken)
    {
        await index.SetAsync(id, BlindIndexKind.Email, PeopleSaving.Values(form.Email), cancellationToken);
        await index.SetAsync(id, BlindIndexKind.Telephone, PeopleSaving.Values(form.Telephone), cancellationToken);
        await index.SetAsync(id, BlindIndexKind.IdentityNumber, PeopleSaving.Values(form.IdentityNumber), cancellationToken);
    }
}
