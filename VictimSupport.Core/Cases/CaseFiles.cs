using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>Cases: made, found by reference, changed; names and contacts stay sealed until somebody with the right opens them.</summary>
public sealed class CaseFiles(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, CaseAccess caseAccess, ClientVault vault, BlindIndex index, ClientNames names, AuditTrail audit, TimeProvider time)
{
    private const int TriesForNumber = 20;

    /// <summary>Lists cases, newest first.</summary>
    public async Task<CasePage> ListAsync(Actor actor, CaseQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await access.DemandAsync(actor, Operation.ViewCases, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cases = await FilterAsync(actor, db, query, cancellationToken);
        var total = await cases.CountAsync(cancellationToken);
        var page = cases.OrderByDescending(file => file.Year).ThenByDescending(file => file.Number).Skip(query.Skip).Take(Math.Clamp(query.Take, 1, 100));
        var rows = await Select(page, await TodayAsync(db, cancellationToken)).ToListAsync(cancellationToken);
        return new CasePage(rows, total);
    }

    /// <summary>One case without anything sealed; null when there is none.</summary>
    public async Task<CaseRow?> ReadAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewCases, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Select(db.CasesSeenBy(actor).AsNoTracking().Where(file => file.Id == caseId), await TodayAsync(db, cancellationToken)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Opens a case's file, noted in the audit. Refused as <see cref="RefusalCode.NotFound"/> when there is none for the actor, and as
    /// <see cref="RefusalCode.ReasonNeeded"/> when a reason has to be stated first.
    /// </summary>
    public async Task<Outcome<CaseRow>> OpenFileAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await caseAccess.CheckAsync(db, actor, Operation.OpenCaseFile, caseId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        audit.Add(db, actor, Operation.OpenCaseFile, caseId);
        await db.SaveChangesAsync(cancellationToken);
        return await Select(db.CasesSeenBy(actor).AsNoTracking().Where(file => file.Id == caseId), await TodayAsync(db, cancellationToken)).SingleAsync(cancellationToken);
    }

    /// <summary>Opens a case with the next reference of the year; the sealed key is made first, so a crash leaves a key without a case and never the reverse.</summary>
    public async Task<Outcome<CaseRow>> CreateAsync(Actor actor, CaseForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.CreateCase, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        if ((CaseChecks.Check(form) ?? CaseChecks.CheckPractitioner(organisation, form.PractitionerId)) is { } refusal)
        {
            return refusal;
        }

        var id = Guid.CreateVersion7();
        var key = await vault.CreateSubjectAsync(id, SubjectKind.Client, cancellationToken);
        await IndexAsync(id, form.Contact, cancellationToken);
        return await InsertAsync(actor, form, id, key, time.Now.InZone(organisation.Zone).Year, cancellationToken);
    }

    /// <summary>Changes language, mode or practitioner.</summary>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, CaseChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await access.DemandAsync(actor, Operation.ChangeCase, change.CaseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        if ((CaseChecks.CheckLanguage(change.Language) ?? CaseChecks.CheckPractitioner(organisation, change.PractitionerId)) is { } refusal)
        {
            return refusal;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // In order with bookings of the case, which look at its state and mode.
        var exists = await OutboxGates.TryTakeTurnAsync(db, change.CaseId, cancellationToken);
        var file = exists ? await db.CasesSeenBy(actor).SingleOrDefaultAsync(row => row.Id == change.CaseId, cancellationToken) : null;
        if (file is null || file.Version != change.Version)
        {
            return new Refusal(file is null ? RefusalCode.NotFound : RefusalCode.ChangedMeanwhile);
        }

        file.Language = change.Language;
        file.Mode = change.Mode;
        file.PractitionerId = change.PractitionerId;
        file.Version++;
        audit.Add(db, actor, Operation.ChangeCase, file.Id, detail: $"{change.Mode}");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        return file.Version;
    }

    /// <summary>Opens the client's name; audited before it is read. Null when there is no such case or the client has been erased.</summary>
    public async Task<string?> OpenNameAsync(Actor actor, Guid caseId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenClientName, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.CasesSeenBy(actor).Where(file => file.Id == caseId).Select(file => file.ClientName).SingleOrDefaultAsync(cancellationToken) is not { } name)
        {
            return null;
        }

        return (await vault.OpenAsync(actor, Operation.OpenClientName, caseId, purpose, [new SealedField(CaseColumns.ClientName, caseId, name)], cancellationToken))[0];
    }

    /// <summary>Opens the safe contact without the code words; audited before it is read. Null when there is no such case.</summary>
    public async Task<OpenedContact?> OpenContactAsync(Actor actor, Guid caseId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenSafeContact, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.CasesSeenBy(actor).AsNoTracking().Where(file => file.Id == caseId).Select(file => file.Contact).SingleOrDefaultAsync(cancellationToken) is not { } contact)
        {
            return null;
        }

        var opened = await vault.OpenAsync(actor, Operation.OpenSafeContact, caseId, purpose,
        [
            new SealedField(CaseColumns.Email, caseId, contact.Email),
            new SealedField(CaseColumns.Telephone, caseId, contact.Telephone),
            new SealedField(CaseColumns.Words, caseId, contact.Words),
            new SealedField(CaseColumns.SenderName, caseId, contact.SenderName),
            new SealedField(CaseColumns.MailSubject, caseId, contact.MailSubject),
            new SealedField(CaseColumns.EmailSeenBy, caseId, contact.EmailSeenBy),
            new SealedField(CaseColumns.TelephoneSeenBy, caseId, contact.TelephoneSeenBy),
            new SealedField(CaseColumns.Hours, caseId, contact.Hours),
            new SealedField(CaseColumns.HoursWords, caseId, contact.HoursWords),
        ], cancellationToken);
        var today = await TodayAsync(db, cancellationToken);
        return new OpenedContact(opened[0], contact.EmailConfirmedAt is not null, opened[1], contact.TelephoneConfirmedAt is not null, opened[2], opened[3], opened[4], contact.Version)
        {
            EmailAskAgainOn = contact.EmailAskAgainOn, EmailIsPast = contact.EmailIsPast(today), EmailSeenBy = opened[5],
            TelephoneAskAgainOn = contact.TelephoneAskAgainOn, TelephoneIsPast = contact.TelephoneIsPast(today), TelephoneSeenBy = opened[6],
            Hours = SafeHours.Read(opened[7]), HoursWords = opened[8], MayLeaveMessage = contact.MayLeaveMessage,
        };
    }

    /// <summary>Opens the code words; audited before they are read. Null when there is no such case.</summary>
    public async Task<OpenedCodeWords?> OpenCodeWordsAsync(Actor actor, Guid caseId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenCodeWords, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.CasesSeenBy(actor).AsNoTracking().Where(file => file.Id == caseId).Select(file => file.Contact).SingleOrDefaultAsync(cancellationToken) is not { } contact)
        {
            return null;
        }

        var opened = await vault.OpenAsync(actor, Operation.OpenCodeWords, caseId, purpose,
            [new SealedField(CaseColumns.CodeWord, caseId, contact.CodeWord), new SealedField(CaseColumns.DuressWord, caseId, contact.DuressWord)], cancellationToken);
        return new OpenedCodeWords(opened[0], opened[1]);
    }

    /// <summary>
    /// Replaces the safe contact; code words left null stay as they are. Takes effect at once: a mail that is on the wire is waited for,
    /// one that has not begun goes by the new contact or not at all.
    /// </summary>
    public async Task<Outcome<int>> ChangeSafeContactAsync(Actor actor, Guid caseId, int version, SafeContactForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ChangeSafeContact, caseId, cancellationToken);
        if (CaseChecks.Check(form) is { } refusal)
        {
            return refusal;
        }

        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
            {
                return new Refusal(RefusalCode.NotFound);
            }
        }

        var key = await vault.KeyForWritingAsync(caseId, cancellationToken);
        return await OutboxGates.InTurnAsync(time, () => ChangeContactOnceAsync(actor, caseId, version, form, key, cancellationToken), cancellationToken);
    }

    private async Task<Outcome<int>> ChangeContactOnceAsync(Actor actor, Guid caseId, int version, SafeContactForm form, SubjectKey key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        var contact = await db.CasesSeenBy(actor).Where(file => file.Id == caseId).Select(file => file.Contact).SingleOrDefaultAsync(cancellationToken);
        if (contact is null)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (!await OutboxGates.TryEnterAsync(db, caseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        if (contact.Version != version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        CaseSealing.Apply(contact, form, key, now);
        contact.Version++;
        audit.Add(db, actor, Operation.ChangeSafeContact, caseId);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await PeopleSaving.AskForMatchingAsync(db, caseId, cancellationToken);
            // While the gate is held: of two changes at once, the index is the later one's, as the contact is.
            await IndexAsync(caseId, form, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        return contact.Version;
    }

    private async Task<Outcome<CaseRow>> InsertAsync(Actor actor, CaseForm form, Guid id, SubjectKey key, int year, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var file = await CaseEntry.AddAsync(db, audit, actor, form, key, year, time.Now, cancellationToken);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                var today = await TodayAsync(db, cancellationToken);
                return new CaseRow(id, file.Reference, file.State, file.Mode, file.Language, file.PractitionerId, file.Contact.HasSafeEmail(today), file.Contact.TelephoneConfirmedAt is not null && !file.Contact.TelephoneIsPast(today), file.OpenedAt, file.Version, file.Contact.Version)
                {
                    HasCodeWord = file.Contact.CodeWord is not null, HasDuressWord = file.Contact.DuressWord is not null,
                };
            }
            catch (DbUpdateException exception) when (exception.IsUniqueViolation && attempt < TriesForNumber)
            {
                // Somebody took the number in the same moment: the next one is ours.
            }
        }
    }

    private async Task IndexAsync(Guid caseId, SafeContactForm contact, CancellationToken cancellationToken)
    {
        await index.SetAsync(caseId, BlindIndexKind.Email, contact.Email is { } email ? [email] : [], cancellationToken);
        await index.SetAsync(caseId, BlindIndexKind.Telephone, contact.Telephone is { } telephone ? [telephone] : [], cancellationToken);
    }

    // Whether an address is known here is a person's data: asking is audited first, never with what was asked.
    private async Task<IReadOnlyList<Guid>> FindExactAsync(Actor actor, BlindIndexKind kind, string text, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        audit.Add(db, actor, Operation.ViewCases, detail: $"search by {kind}");
        await db.SaveChangesAsync(cancellationToken);
        return await index.FindAsync(kind, text, cancellationToken);
    }

    private async Task<IQueryable<SupportCase>> FilterAsync(Actor actor, AppDb db, CaseQuery query, CancellationToken cancellationToken)
    {
        var cases = db.CasesSeenBy(actor).AsNoTracking();
        if (query.AsksAgain)
        {
            var today = await TodayAsync(db, cancellationToken);
            cases = cases.Where(file => file.State != CaseState.Closed && (file.Contact.EmailAskAgainOn <= today || file.Contact.TelephoneAskAgainOn <= today));
        }

        if (Words.OrNull(string.Concat((query.Text ?? "").Where(character => !char.IsControl(character)))) is { } text)
        {
            var upper = text.ToUpperInvariant();
            var found = text.Contains('@', StringComparison.Ordinal)
                ? await FindExactAsync(actor, BlindIndexKind.Email, text, cancellationToken)
                : text.Count(char.IsAsciiDigit) >= 7 ? await FindExactAsync(actor, BlindIndexKind.Telephone, text, cancellationToken)
                : text.Any(char.IsAsciiDigit) ? [] : await names.FindAsync(actor, text, cancellationToken);
            cases = cases.Where(file => file.Reference.Contains(upper) || found.Contains(file.Id));
        }

        if (query.State is { } state)
        {
            cases = cases.Where(file => file.State == state);
        }

        if (query.Mode is { } mode)
        {
            cases = cases.Where(file => file.Mode == mode);
        }

        return query.PractitionerId is { } practitioner ? cases.Where(file => file.PractitionerId == practitioner) : cases;
    }

    private async Task<LocalDate> TodayAsync(AppDb db, CancellationToken cancellationToken) => time.Now.InZone((await organisations.ReadAsync(db, cancellationToken)).Zone).Date;

    private static IQueryable<CaseRow> Select(IQueryable<SupportCase> cases, LocalDate today) => cases.Select(file => new CaseRow(
        file.Id, file.Reference, file.State, file.Mode, file.Language, file.PractitionerId,
        file.Contact.Email != null && file.Contact.EmailConfirmedAt != null && (file.Contact.EmailAskAgainOn == null || file.Contact.EmailAskAgainOn >= today),
        file.Contact.TelephoneConfirmedAt != null && (file.Contact.TelephoneAskAgainOn == null || file.Contact.TelephoneAskAgainOn >= today), file.OpenedAt, file.Version, file.Contact.Version)
        {
            AsksAgain = file.Contact.EmailAskAgainOn <= today || file.Contact.TelephoneAskAgainOn <= today,
            HasCodeWord = file.Contact.CodeWord != null,
            HasDuressWord = file.Contact.DuressWord != null,
        });
}
