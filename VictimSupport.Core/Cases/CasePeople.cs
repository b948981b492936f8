using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>The people beside the client of a case: recorded, opened with an audit row, changed, taken away.</summary>
public sealed class CasePeople(IDbContextFactory<AppDb> databases, AccessGuard access, CaseAccess cases, ClientVault vault, BlindIndex index, AuditTrail audit, PeopleSignal signal, TimeProvider time)
{
    /// <summary>Lists the people of a case in the order they were recorded; nothing sealed is opened. Empty for a case that is not open to the actor.</summary>
    public async Task<IReadOnlyList<CasePersonRow>> ListAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await cases.CheckAsync(db, actor, Operation.ViewCasePeople, caseId, cancellationToken) is not null)
        {
            return [];
        }

        return await db.CasePeople.AsNoTracking().Where(row => row.CaseId == caseId).OrderBy(row => row.RecordedAt).ThenBy(row => row.Id)
            .Select(row => new CasePersonRow(row.Id, row.CaseId, row.Kind, row.IsGuardian, row.MustNotBeContacted, row.Telephone != null, row.Email != null, row.RecordedAt, row.Version))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Opens one person; audited before it is read. Null when there is no such record or the client was erased.</summary>
    public async Task<OpenedCasePerson?> OpenAsync(Actor actor, Guid personId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenCasePerson, personId, cancellationToken);
        if (await FindAsync(actor, Operation.OpenCasePerson, personId, cancellationToken) is not { } row)
        {
            return null;
        }

        var texts = await vault.OpenAsync(actor, Operation.OpenCasePerson, row.CaseId, purpose, PeopleSealing.Fields(row), cancellationToken);
        return texts[0] is { } name ? new OpenedCasePerson(new CasePersonForm(name, row.Kind, row.IsGuardian, texts[1], texts[2], texts[3], row.MustNotBeContacted), row.Version) : null;
    }

    /// <summary>Opens a guardian's name and telephone, for who makes appointments for a child; null when the person is no guardian or must not be contacted.</summary>
    public async Task<GuardianContact?> OpenGuardianAsync(Actor actor, Guid personId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenGuardianContact, personId, cancellationToken);
        if (await FindAsync(actor, Operation.OpenGuardianContact, personId, cancellationToken) is not { IsGuardian: true, MustNotBeContacted: false } row)
        {
            return null;
        }

        var texts = await vault.OpenAsync(actor, Operation.OpenGuardianContact, row.CaseId, purpose,
            [new SealedField(PeopleColumns.PersonName, row.Id, row.Name), new SealedField(PeopleColumns.PersonTelephone, row.Id, row.Telephone)], cancellationToken);
        return new GuardianContact(texts[0], texts[1]);
    }

    /// <summary>Records somebody beside the client.</summary>
    public async Task<Outcome<Guid>> AddAsync(Actor actor, Guid caseId, CasePersonForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ChangeCasePeople, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (PeopleChecks.Check(form) is { } refusal)
        {
            return refusal;
        }

        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var id = Guid.CreateVersion7();
        var key = await vault.KeyForWritingAsync(caseId, cancellationToken);
        var row = new CasePerson { Id = id, CaseId = caseId, Kind = form.Kind, Name = key.Seal(PeopleColumns.PersonName, id, form.Name.Trim()), RecordedAt = time.Now, NeedsMatching = true };
        PeopleSealing.Apply(row, form, key);
        await IndexAsync(row, form, cancellationToken);
        db.CasePeople.Add(row);
        audit.Add(db, actor, Operation.ChangeCasePeople, caseId, detail: $"recorded, {form.Kind}");
        await db.SaveChangesAsync(cancellationToken);
        signal.Wake();
        return id;
    }

    /// <summary>Replaces what is recorded of a person and gives the new version.</summary>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, Guid personId, int version, CasePersonForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ChangeCasePeople, personId, cancellationToken);
        if (PeopleChecks.Check(form) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.CasePeople.SingleOrDefaultAsync(each => each.Id == personId, cancellationToken);
        if (row is null || !await db.CasesSeenBy(actor).AnyAsync(file => file.Id == row.CaseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (row.Version != version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        PeopleSealing.Apply(row, form, await vault.KeyForWritingAsync(row.CaseId, cancellationToken));
        row.NeedsMatching = true;
        row.Version++;
        audit.Add(db, actor, Operation.ChangeCasePeople, row.CaseId, detail: $"changed, {form.Kind}");
        if (!await PeopleSaving.TrySaveAsync(db, cancellationToken))
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        // While the row is held: of two changes at once, the index is the later one's, as the row is.
        await IndexAsync(row, form, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Wake();
        return row.Version;
    }

    /// <summary>Takes a person's record away.</summary>
    public async Task<Outcome<bool>> RemoveAsync(Actor actor, Guid personId, int version, RemovalReason reason, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ChangeCasePeople, personId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.CasePeople.SingleOrDefaultAsync(each => each.Id == personId, cancellationToken);
        if (row is null || !await db.CasesSeenBy(actor).AnyAsync(file => file.Id == row.CaseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (row.Version != version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        db.CasePeople.Remove(row);
        audit.Add(db, actor, Operation.ChangeCasePeople, row.CaseId, detail: $"removed, {reason}");
        if (!await PeopleSaving.TrySaveAsync(db, cancellationToken))
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        await index.ForgetRelatedAsync(personId, cancellationToken);
        return true;
    }

    private async Task<CasePerson?> FindAsync(Actor actor, Operation operation, Guid personId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.CasePeople.AsNoTracking().SingleOrDefaultAsync(row => row.Id == personId, cancellationToken);
        return found is null || await cases.CheckAsync(db, actor, operation, found.CaseId, cancellationToken) is not null ? null : found;
    }

    private async Task IndexAsync(CasePerson row, CasePersonForm form, CancellationToken cancellationToken)
    {
        await index.SetRelatedAsync(row.CaseId, row.Id, BlindIndexKind.Email, PeopleSaving.Values(form.Email), cancellationToken);
        await index.SetRelatedAsync(row.CaseId, row.Id, BlindIndexKind.Telephone, PeopleSaving.Values(form.Telephone), cancellationToken);
    }
}
