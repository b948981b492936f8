using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>A case to be closed or taken up again.</summary>
/// <param name="Version">The version that was seen; another one is refused as <see cref="RefusalCode.ChangedMeanwhile"/>.</param>
/// <param name="Words">What is added to the reason, sealed; asked for with <see cref="CaseStepReason.Other"/>.</param>
public sealed record CaseStepForm(Guid CaseId, int Version, CaseStepReason Reason, string? Words = null);

/// <summary>The course of a case: opened after its intake, closed, taken up again; each with its reason, in order with bookings.</summary>
public sealed class CaseCourse(IDbContextFactory<AppDb> databases, AccessGuard access, ClientVault vault, AuditTrail audit, IEnumerable<OpeningHold> openings, IEnumerable<CaseHold> closings, IEnumerable<CaseEnding> endings, TimeProvider time)
{
    private const int LongestWords = 1000;

    /// <summary>The reasons that fit a closing.</summary>
    public static IReadOnlyList<CaseStepReason> ClosingReasons { get; } =
        [CaseStepReason.SupportCompleted, CaseStepReason.ClientAsked, CaseStepReason.ContactLost, CaseStepReason.ReferredOn, CaseStepReason.MovedAway, CaseStepReason.NotForUs, CaseStepReason.OpenedByMistake, CaseStepReason.Other];

    /// <summary>The reasons that fit a reopening.</summary>
    public static IReadOnlyList<CaseStepReason> ReopeningReasons { get; } =
        [CaseStepReason.ClientCameBack, CaseStepReason.NewEvents, CaseStepReason.ClosedByMistake, CaseStepReason.Other];

    /// <summary>Opens a case after its intake; refused with what is still missing. Gives the case's new version.</summary>
    public async Task<Outcome<int>> OpenAsync(Actor actor, Guid caseId, int version, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenCase, caseId, cancellationToken);
        var form = new CaseStepForm(caseId, version, CaseStepReason.IntakeDone);
        return await TakeAsync(actor, Operation.OpenCase, form, CaseStepKind.Opened, (db, file) => CheckOpeningAsync(db, file, cancellationToken), cancellationToken);
    }

    /// <summary>Closes a case in which nothing is planned any more. Gives the case's new version.</summary>
    public async Task<Outcome<int>> CloseAsync(Actor actor, CaseStepForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.CloseCase, form.CaseId, cancellationToken);
        return Check(form, ClosingReasons) is { } refusal
            ? refusal
            : await TakeAsync(actor, Operation.CloseCase, form, CaseStepKind.Closed, (db, file) => CheckClosingAsync(db, file, cancellationToken), cancellationToken);
    }

    /// <summary>Takes a closed case up again: back to its intake, because contact and consent have to be gone through anew. Gives the case's new version.</summary>
    public async Task<Outcome<int>> ReopenAsync(Actor actor, CaseStepForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ReopenCase, form.CaseId, cancellationToken);
        return Check(form, ReopeningReasons) is { } refusal
            ? refusal
            : await TakeAsync(actor, Operation.ReopenCase, form, CaseStepKind.Reopened, (_, file) => Task.FromResult(file.State == CaseState.Closed ? null : new Refusal(RefusalCode.CaseNotClosed)), cancellationToken);
    }

    private static Refusal? Check(CaseStepForm form, IReadOnlyList<CaseStepReason> fitting)
    {
        if (!fitting.Contains(form.Reason))
        {
            return new Refusal(RefusalCode.Required, nameof(form.Reason));
        }

        return Words.CheckLines(form.Words, LongestWords, nameof(form.Words), isRequired: form.Reason == CaseStepReason.Other);
    }

    private async Task<Refusal?> CheckOpeningAsync(AppDb db, SupportCase file, CancellationToken cancellationToken) => file.State != CaseState.Intake
        ? new Refusal(RefusalCode.CaseNotInIntake)
        : await openings.FirstRefusalAsync(hold => hold(db, file.Id, time.Now, cancellationToken));

    private async Task<Refusal?> CheckClosingAsync(AppDb db, SupportCase file, CancellationToken cancellationToken) => file.State == CaseState.Closed
        ? new Refusal(RefusalCode.CaseClosed)
        : await closings.FirstRefusalAsync(hold => hold(db, file.Id, time.Now, cancellationToken));

    private async Task<Outcome<int>> TakeAsync(Actor actor, Operation operation, CaseStepForm form, CaseStepKind kind, Func<AppDb, SupportCase, Task<Refusal?>> checkAsync, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // In order with bookings of the case, which look at its state.
        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == form.CaseId, cancellationToken) || !await OutboxGates.TryTakeTurnAsync(db, form.CaseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var file = await db.Cases.SingleAsync(row => row.Id == form.CaseId, cancellationToken);
        if (file.Version != form.Version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        if (await checkAsync(db, file) is { } refusal)
        {
            return refusal;
        }

        foreach (var ending in kind == CaseStepKind.Closed ? endings : [])
        {
            await ending(db, file.Id, time.Now, cancellationToken);
        }

        file.State = kind switch { CaseStepKind.Opened => CaseState.Open, CaseStepKind.Closed => CaseState.Closed, _ => CaseState.Intake };
        file.Version++;
        db.CaseSteps.Add(await StepAsync(actor, form, kind, cancellationToken));
        audit.Add(db, actor, operation, file.Id, detail: form.Reason.ToString());
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

    private async Task<CaseStep> StepAsync(Actor actor, CaseStepForm form, CaseStepKind kind, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        return new CaseStep
        {
            Id = id,
            CaseId = form.CaseId,
            Kind = kind,
            Reason = form.Reason,
            Words = Words.OrNull(form.Words) is { } words ? (await vault.KeyForWritingAsync(form.CaseId, cancellationToken)).Seal(CaseColumns.StepWords, id, words) : null,
            At = time.Now,
            ById = actor.AccountId,
            ByName = actor.Name,
        };
    }
}
