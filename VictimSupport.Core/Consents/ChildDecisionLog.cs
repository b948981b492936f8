using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Consents;

/// <summary>The Team Manager's decisions about a client who is, or may be, a child: age, consent without a guardian, the duty to report (brief, R6). All are kept, the last one of each counts.</summary>
public sealed class ChildDecisionLog(IDbContextFactory<AppDb> databases, CaseAccess access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    private const int MostDecisions = 100;

    /// <summary>What stands, and the last hundred decisions; null for a case that is not open to the actor.</summary>
    public async Task<ChildSheet?> ReadAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.ViewConsents, caseId, cancellationToken) is not null)
        {
            return null;
        }

        var file = await db.CasesSeenBy(actor).Where(row => row.Id == caseId).Select(row => new { row.Age, row.ConsentsAlone, row.DutyToReport, row.Version }).SingleAsync(cancellationToken);
        var decisions = await db.ChildDecisions.AsNoTracking().Where(row => row.CaseId == caseId).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(MostDecisions)
            .Select(row => new ChildDecisionRow(row.Id, row.Question, row.Answer, row.Words != null, row.At, row.ByName)).ToListAsync(cancellationToken);
        return new ChildSheet(file.Age, file.ConsentsAlone, file.DutyToReport, file.Version, decisions);
    }

    /// <summary>Opens the words of a decision; audited before it is read. Null when there are none for the actor.</summary>
    public async Task<string?> OpenWordsAsync(Actor actor, Guid decisionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.ChildDecisions.AsNoTracking().SingleOrDefaultAsync(each => each.Id == decisionId, cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.OpenConsentWords, row?.CaseId ?? Guid.Empty, cancellationToken) is not null || row is null)
        {
            return null;
        }

        return (await vault.OpenAsync(actor, Operation.OpenConsentWords, row.CaseId, $"Read a decision: {row.Question}", [new SealedField(ConsentColumns.DecisionWords, row.Id, row.Words)], cancellationToken))[0];
    }

    /// <summary>Decides one question and gives the case's new version. Consents and bookings go by it from this moment.</summary>
    public async Task<Outcome<int>> DecideAsync(Actor actor, ChildDecisionForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await access.CheckAsync(db, actor, Operation.DecideChild, form.CaseId, cancellationToken) is { } closed)
            {
                return closed;
            }
        }

        return await vault.FindKeyForWritingAsync(form.CaseId, cancellationToken) is { } key
            ? await OutboxGates.InTurnAsync(time, () => DecideOnceAsync(actor, form, key, cancellationToken), cancellationToken)
            : new Refusal(RefusalCode.NotFound);
    }

    private async Task<Outcome<int>> DecideOnceAsync(Actor actor, ChildDecisionForm form, SubjectKey key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await OutboxGates.TryEnterAsync(db, form.CaseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        var file = await db.CasesSeenBy(actor).SingleOrDefaultAsync(row => row.Id == form.CaseId, cancellationToken);
        if (file is null || file.Version != form.Version)
        {
            return new Refusal(file is null ? RefusalCode.NotFound : RefusalCode.ChangedMeanwhile);
        }

        if (ConsentChecks.Check(form, file.Age) is { } refusal)
        {
            return refusal;
        }

        Apply(file, form);
        var id = Guid.CreateVersion7();
        db.ChildDecisions.Add(new ChildDecision
        {
            Id = id, CaseId = file.Id, Question = form.Question, Answer = form.Answer, At = now, ById = actor.AccountId, ByName = actor.Name,
            Words = Words.OrNull(form.Words) is { } words ? key.Seal(ConsentColumns.DecisionWords, id, words) : null,
        });
        audit.Add(db, actor, Operation.DecideChild, file.Id, detail: $"{form.Question}: {form.Answer}");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return file.Version;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
    }

    private static void Apply(SupportCase file, ChildDecisionForm form)
    {
        file.Version++;
        switch (form.Question)
        {
            case ChildQuestion.ConsentsAlone:
                file.ConsentsAlone = form.Answer == "Yes";
                break;
            case ChildQuestion.DutyToReport:
                file.DutyToReport = Enum.Parse<DutyToReport>(form.Answer);
                break;
            default:
                file.Age = Enum.Parse<ClientAge>(form.Answer);
                // What was decided for a child of then is decided anew for a child of now.
                (file.ConsentsAlone, file.DutyToReport) = (false, DutyToReport.Open);
                break;
        }
    }
}
