using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Consents;

/// <summary>
/// A client's answers to the terms of support: recorded, read, withdrawn. What follows asks at the moment of doing what holds, so that a withdrawal takes effect at once:
/// a mail that is on the wire is waited for, one that has not begun is not sent (<c>safety.md</c>, guarantee 4).
/// </summary>
public sealed class ClientConsents(IDbContextFactory<AppDb> databases, CaseAccess access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    /// <summary>The answers of a case, newest first, and which consents hold; empty for a case that is not open to the actor.</summary>
    public async Task<ConsentPage> ListAsync(Actor actor, Guid caseId, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.ViewConsents, caseId, cancellationToken) is not null)
        {
            return new ConsentPage([], 0, [], []);
        }

        var given = db.ConsentsGiven;
        var rows = db.Consents.AsNoTracking().Where(row => row.CaseId == caseId);
        var page = await Rows(db, rows.OrderByDescending(row => row.RecordedAt).ThenByDescending(row => row.Id).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))).ToListAsync(cancellationToken);
        var standing = await Rows(db, rows.Where(row => row.Answer == ConsentAnswer.Given && row.EndedAt == null && row.Kind != ConsentKind.Referral)).ToListAsync(cancellationToken);
        var holding = await given.Where(row => row.CaseId == caseId).Select(row => row.Kind).Distinct().ToListAsync(cancellationToken);
        return new ConsentPage([.. page.OrderByDescending(row => row.Id)], await rows.CountAsync(cancellationToken), [.. holding.Order()], standing);
    }

    private static IQueryable<ConsentRow> Rows(AppDb db, IQueryable<Consent> rows)
    {
        var given = db.ConsentsGiven;
        return rows.Join(db.Terms, row => row.TermsId, terms => terms.Id, (row, terms) => new { row, terms.Number }).Select(pair => new ConsentRow(
            pair.row.Id, pair.row.Kind, pair.row.Answer, pair.row.Way, pair.row.Giver, pair.Number, pair.row.Language, pair.row.GivenAt, pair.row.ByName,
            pair.row.EndedAt, pair.row.End, pair.row.EndWay, pair.row.EndedByName, pair.row.Witness != null || pair.row.Recipient != null, given.Any(holding => holding.Id == pair.row.Id), pair.row.Version));
    }

    /// <summary>Opens witness, recipient and scope of an answer; audited before it is read. Null when it is not there for the actor or the client was erased.</summary>
    public async Task<ConsentWords?> OpenWordsAsync(Actor actor, Guid consentId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Consents.AsNoTracking().SingleOrDefaultAsync(each => each.Id == consentId, cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.OpenConsentWords, row?.CaseId ?? Guid.Empty, cancellationToken) is not null || row is null)
        {
            return null;
        }

        var texts = await vault.OpenAsync(actor, Operation.OpenConsentWords, row.CaseId, $"Read what was consented to: {row.Kind}",
        [
            new SealedField(ConsentColumns.Witness, row.Id, row.Witness),
            new SealedField(ConsentColumns.Recipient, row.Id, row.Recipient),
            new SealedField(ConsentColumns.Scope, row.Id, row.Scope),
        ], cancellationToken);
        return new ConsentWords(texts[0], texts[1], texts[2]);
    }

    /// <summary>
    /// Records what was answered, whole or not at all. A consent takes the place of the same giver's earlier answer, a refusal of everybody's; a referral stands beside others.
    /// Gives how many answers were recorded.
    /// </summary>
    public async Task<Outcome<int>> RecordAsync(Actor actor, ConsentForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await access.CheckAsync(db, actor, Operation.RecordConsent, form.CaseId, cancellationToken) is { } closed)
            {
                return closed;
            }
        }

        if (ConsentChecks.Check(form, time.Now) is { } refusal)
        {
            return refusal;
        }

        return await vault.FindKeyForWritingAsync(form.CaseId, cancellationToken) is { } key
            ? await OutboxGates.InTurnAsync(time, () => RecordOnceAsync(actor, form, key, cancellationToken), cancellationToken)
            : new Refusal(RefusalCode.NotFound);
    }

    /// <summary>Withdraws a consent, and with it whatever else of its kind was given; a referral alone. Gives how many ended.</summary>
    public async Task<Outcome<int>> WithdrawAsync(Actor actor, Guid consentId, int version, ConsentWay way, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var caseId = await db.Consents.Where(row => row.Id == consentId).Select(row => (Guid?)row.CaseId).SingleOrDefaultAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.WithdrawConsent, caseId ?? Guid.Empty, cancellationToken) is { } closed)
        {
            return closed;
        }

        return Enum.IsDefined(way)
            ? await OutboxGates.InTurnAsync(time, () => WithdrawOnceAsync(actor, caseId!.Value, consentId, version, way, cancellationToken), cancellationToken)
            : new Refusal(RefusalCode.Required, nameof(way));
    }

    private async Task<Outcome<int>> RecordOnceAsync(Actor actor, ConsentForm form, SubjectKey key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await TermsOfSupport.EnsureAsync(db, time.Now, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await OutboxGates.TryEnterAsync(db, form.CaseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        var terms = await db.Terms.Where(row => row.Number == form.TermsNumber).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        if (terms is null)
        {
            return new Refusal(RefusalCode.NotFound, nameof(form.TermsNumber));
        }

        if (await CheckCaseAsync(db, actor, form.CaseId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (form.GuardianId is { } guardian && await CheckGuardianAsync(db, form.CaseId, guardian, cancellationToken) is { } excluded)
        {
            return excluded;
        }

        foreach (var line in form.Lines)
        {
            await EndEarlierAsync(db, actor, form, line, now, cancellationToken);
            db.Consents.Add(New(actor, form, line, terms.Value, key, now));
            audit.Add(db, actor, Operation.RecordConsent, form.CaseId, detail: $"{line.Kind}: {line.Answer}, {form.Way}");
        }

        return await SaveAsync(db, transaction, form.Lines.Count, cancellationToken);
    }

    private static async Task<Refusal?> CheckCaseAsync(AppDb db, Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        var state = await db.CasesSeenBy(actor).Where(file => file.Id == caseId).Select(file => (CaseState?)file.State).SingleOrDefaultAsync(cancellationToken);
        return state switch { null => new Refusal(RefusalCode.NotFound), CaseState.Closed => new Refusal(RefusalCode.CaseClosed), _ => null };
    }

    private static async Task<Refusal?> CheckGuardianAsync(AppDb db, Guid caseId, Guid guardianId, CancellationToken cancellationToken)
    {
        const string field = nameof(ConsentForm.GuardianId);
        var person = await db.CasePeople.AsNoTracking().SingleOrDefaultAsync(row => row.Id == guardianId && row.CaseId == caseId, cancellationToken);
        if (person is not { IsGuardian: true })
        {
            return new Refusal(RefusalCode.NotAGuardian, field);
        }

        if (person.MustNotBeContacted)
        {
            return new Refusal(RefusalCode.GuardianExcluded, field);
        }

        // The words of any hold: whoever may not know of a match learns nothing here.
        return await MatchHolds.PeopleInDoubt(db).AnyAsync(match => match.PartyId == guardianId, cancellationToken) ? new Refusal(RefusalCode.DecisionFirst, field) : null;
    }

    private static async Task EndEarlierAsync(AppDb db, Actor actor, ConsentForm form, ConsentLine line, Instant now, CancellationToken cancellationToken)
    {
        if (line.Kind == ConsentKind.Referral)
        {
            return;
        }

        var earlier = db.Consents.Where(row => row.CaseId == form.CaseId && row.Kind == line.Kind && row.EndedAt == null);
        if (line.Answer == ConsentAnswer.Given)
        {
            // A refusal gives way to whoever consents; a consent to the same giver's alone, so that each of two guardians keeps the own one.
            earlier = earlier.Where(row => row.Answer == ConsentAnswer.Refused || row.GuardianId == form.GuardianId);
        }

        foreach (var row in await earlier.ToListAsync(cancellationToken))
        {
            (row.EndedAt, row.End, row.EndedByName) = (now, ConsentEnd.Replaced, actor.Name);
            row.Version++;
        }
    }

    private static Consent New(Actor actor, ConsentForm form, ConsentLine line, Guid terms, SubjectKey key, Instant now)
    {
        var id = Guid.CreateVersion7();
        var isReferral = line.Kind == ConsentKind.Referral;
        return new Consent
        {
            Id = id, CaseId = form.CaseId, Kind = line.Kind, Answer = line.Answer, Way = form.Way, TermsId = terms, Language = form.Language,
            Giver = form.GuardianId is null ? ConsentGiver.Client : ConsentGiver.Guardian, GuardianId = form.GuardianId,
            Witness = Seal(ConsentColumns.Witness, form.Way == ConsentWay.Written ? form.Witness : null),
            Recipient = Seal(ConsentColumns.Recipient, isReferral ? line.Recipient : null),
            Scope = Seal(ConsentColumns.Scope, isReferral ? line.Scope : null),
            GivenAt = form.GivenAt ?? now, RecordedAt = now, ById = actor.AccountId, ByName = actor.Name,
        };

        Sealed<string>? Seal(SealedColumn column, string? text) => Words.OrNull(text) is { } words ? key.Seal(column, id, words) : null;
    }

    private async Task<Outcome<int>> WithdrawOnceAsync(Actor actor, Guid caseId, Guid consentId, int version, ConsentWay way, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await OutboxGates.TryEnterAsync(db, caseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        var asked = await db.Consents.SingleAsync(row => row.Id == consentId, cancellationToken);
        if (asked.EndedAt is not null || asked.Answer != ConsentAnswer.Given || asked.Version != version)
        {
            return new Refusal(asked.Version == version ? RefusalCode.NothingToDo : RefusalCode.ChangedMeanwhile);
        }

        var ending = asked.Kind == ConsentKind.Referral
            ? [asked]
            : await db.Consents.Where(row => row.CaseId == caseId && row.Kind == asked.Kind && row.Answer == ConsentAnswer.Given && row.EndedAt == null).ToListAsync(cancellationToken);
        foreach (var row in ending)
        {
            (row.EndedAt, row.End, row.EndWay, row.EndedByName) = (now, ConsentEnd.Withdrawn, way, actor.Name);
            row.Version++;
        }

        audit.Add(db, actor, Operation.WithdrawConsent, caseId, detail: $"{asked.Kind}, {way}");
        return await SaveAsync(db, transaction, ending.Count, cancellationToken);
    }

    private static async Task<Outcome<int>> SaveAsync(AppDb db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, int count, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return count;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
    }
}
