using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Intake;

/// <summary>One answer as it is being typed.</summary>
/// <param name="SeenVersion">The version of the topic's answers that the page shows.</param>
/// <param name="PageId">The open page; what arrives late from it never overwrites what it sent later.</param>
/// <param name="PageCount">Counts what the page sends.</param>
public sealed record DraftForm(Guid CaseId, string Topic, string Question, IntakeAnswer Answer, int SeenVersion, Guid PageId, long PageCount);

/// <summary>Keeps answers while they are typed, each by itself, so that a lost connection, a restart or a sign-out loses nothing.</summary>
public sealed class IntakeDrafts(IDbContextFactory<AppDb> databases, IntakeForms forms, AccessGuard access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    private const int Tries = 8;

    /// <summary>Keeps an answer as it is now and says when; sending the same again is harmless.</summary>
    public async Task<Outcome<Instant>> KeepAsync(Actor actor, DraftForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.FillIntake, form.CaseId, cancellationToken);
        var (_, current) = await forms.InUseAsync(cancellationToken);
        if (current.Find(form.Topic)?.Questions.FirstOrDefault(question => question.Key == form.Question) is not { } question)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (IntakeChecks.CheckDraft(question, form.Answer) is { } refusal)
        {
            return refusal;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await KeepOnceAsync(actor, form, cancellationToken);
            }
            catch (DbUpdateException exception) when (attempt < Tries && (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation))
            {
                // Another window of the same person wrote this answer in the same moment: read again and write after it.
            }
        }
    }

    private async Task<Outcome<Instant>> KeepOnceAsync(Actor actor, DraftForm form, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.CasesSeenBy(actor).Where(file => file.Id == form.CaseId).Select(file => (CaseState?)file.State).SingleOrDefaultAsync(cancellationToken) is not { } state)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (state == CaseState.Closed)
        {
            return new Refusal(RefusalCode.CaseClosed);
        }

        var id = IntakeDraft.IdOf(actor.AccountId, form.CaseId, form.Topic, form.Question);
        var row = await db.IntakeDrafts.SingleOrDefaultAsync(draft => draft.Id == id, cancellationToken);
        if (row is not null && row.PageId == form.PageId && row.PageCount >= form.PageCount)
        {
            return row.SavedAt;
        }

        var key = await vault.KeyForWritingAsync(form.CaseId, cancellationToken);
        var answer = key.Seal(IntakeColumns.Draft, id, AnswerJson.Write(form.Answer));
        var now = time.Now;
        if (row is null)
        {
            if (!await db.IntakeDrafts.AnyAsync(draft => draft.AccountId == actor.AccountId && draft.CaseId == form.CaseId && draft.Topic == form.Topic, cancellationToken))
            {
                audit.Add(db, actor, Operation.FillIntake, form.CaseId, detail: $"begun, {form.Topic}");
            }

            row = new IntakeDraft
            {
                Id = id, AccountId = actor.AccountId, CaseId = form.CaseId, Topic = form.Topic, Question = form.Question,
                Answer = answer, SeenVersion = form.SeenVersion, ByName = actor.Name, SavedAt = now, PageId = form.PageId, PageCount = form.PageCount,
            };
            db.IntakeDrafts.Add(row);
        }
        else
        {
            (row.Answer, row.SavedAt, row.PageId, row.PageCount) = (answer, now, form.PageId, form.PageCount);
            // What was first seen stays: somebody else's change since then still has to be shown.
            row.SeenVersion = Math.Min(row.SeenVersion, form.SeenVersion);
            row.Version++;
        }

        await db.SaveChangesAsync(cancellationToken);
        return now;
    }
}
