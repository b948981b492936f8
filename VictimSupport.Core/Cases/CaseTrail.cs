using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>One line of a case's history, or of who looked into it. The detail is plain facts or a purpose, never personal data.</summary>
/// <param name="StepId">The closing or reopening whose words can be opened; null where nothing was added in words.</param>
public sealed record TrailRow(Instant At, string ActorName, Operation Operation, string? Detail, Guid? StepId = null);

/// <summary>One page, newest first, and how many there are in all.</summary>
public sealed record TrailPage(IReadOnlyList<TrailRow> Rows, int Total);

/// <summary>What the audit tells of one case: what was changed, and who has looked.</summary>
public sealed class CaseTrail(IDbContextFactory<AppDb> databases, CaseAccess access, ClientVault vault)
{
    // What changed, with the permission that its reader needs to know of it: the desk does not learn that there is a perpetrator, nor who is kept out.
    private static readonly (Operation Change, Operation Needs)[] Changes =
    [
        (Operation.CreateCase, Operation.ViewCaseHistory),
        (Operation.ChangeCase, Operation.ViewCaseHistory),
        (Operation.OpenCase, Operation.ViewCaseHistory),
        (Operation.CloseCase, Operation.ViewCaseHistory),
        (Operation.ReopenCase, Operation.ViewCaseHistory),
        (Operation.ChangeSafeContact, Operation.ViewCaseHistory),
        (Operation.AddContact, Operation.ViewCaseHistory),
        (Operation.ManageWaiting, Operation.ViewCaseHistory),
        (Operation.MarkUrgent, Operation.ViewCaseHistory),
        (Operation.ChangeCasePeople, Operation.ViewCasePeople),
        (Operation.ChangeClientDetails, Operation.OpenClientDetails),
        (Operation.ChangePerpetrators, Operation.ViewPerpetrators),
        (Operation.RecordConsent, Operation.ViewConsents),
        (Operation.WithdrawConsent, Operation.ViewConsents),
        (Operation.DecideChild, Operation.ViewConsents),
        (Operation.RecordScreening, Operation.ViewRisk),
        (Operation.RaiseConcern, Operation.ViewRisk),
        (Operation.SitInReview, Operation.ViewRisk),
        (Operation.KeepOut, Operation.ReviewReasons),
        (Operation.ReviewReasons, Operation.ReviewReasons),
    ];

    private static readonly Operation[] Looks =
    [
        Operation.OpenCaseFile, Operation.OpenClientName, Operation.OpenSafeContact, Operation.OpenCodeWords, Operation.OpenClientDetails, Operation.OpenCasePerson,
        Operation.OpenGuardianContact, Operation.OpenPerpetrator, Operation.OpenContactWords, Operation.OpenConsentWords, Operation.OpenWaitingNote, Operation.OpenStepWords, Operation.OpenScreening, Operation.OpenReview, Operation.StateReason,
    ];

    /// <summary>What was changed on a case, as far as its reader may know; empty for a case that is not open to the actor.</summary>
    public Task<TrailPage> HistoryAsync(Actor actor, Guid caseId, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Operation[] told = [.. Changes.Where(change => AccessPolicy.Allows(actor, change.Needs)).Select(change => change.Change)];
        return ReadAsync(actor, Operation.ViewCaseHistory, caseId, told, skip, take, cancellationToken);
    }

    /// <summary>Who opened what of a case, and why; empty for a case that is not open to the actor.</summary>
    public Task<TrailPage> LooksAsync(Actor actor, Guid caseId, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        // Who may not know that somebody is kept out does not learn it from who read about it.
        Operation[] told = AccessPolicy.Allows(actor, Operation.OpenExclusionWords) ? [.. Looks, Operation.OpenExclusionWords] : Looks;
        return ReadAsync(actor, Operation.ViewWhoLooked, caseId, told, skip, take, cancellationToken);
    }

    /// <summary>Opens what was added in words when a case was closed or taken up again; audited before it is read. Null when there is nothing for the actor or the client was erased.</summary>
    public async Task<string?> OpenStepWordsAsync(Actor actor, Guid stepId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var step = await db.CaseSteps.AsNoTracking().SingleOrDefaultAsync(row => row.Id == stepId, cancellationToken);
        // One that is not there is asked about like one that is hidden.
        return await access.CheckAsync(db, actor, Operation.OpenStepWords, step?.CaseId ?? Guid.Empty, cancellationToken) is not null || step?.Words is null
            ? null
            : (await vault.OpenAsync(actor, Operation.OpenStepWords, step.CaseId, "Opened on the case's history", [new SealedField(CaseColumns.StepWords, step.Id, step.Words)], cancellationToken))[0];
    }

    private async Task<TrailPage> ReadAsync(Actor actor, Operation operation, Guid caseId, Operation[] told, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, operation, caseId, cancellationToken) is not null)
        {
            return new TrailPage([], 0);
        }

        var rows = db.AuditEntries.AsNoTracking().Where(entry => entry.SubjectId == caseId && entry.Outcome == AuditOutcome.Done && entry.ActorRoles != Role.System && told.Contains(entry.Operation));
        var total = await rows.CountAsync(cancellationToken);
        var words = told.Contains(Operation.CloseCase) ? await StepsWithWordsAsync(db, caseId, cancellationToken) : new Dictionary<long, Guid>();
        var page = await rows.OrderByDescending(entry => entry.Sequence).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))
            .Select(entry => new { entry.Sequence, Row = new TrailRow(entry.At, entry.ActorName, entry.Operation, entry.Detail, null) }).ToListAsync(cancellationToken);
        return new TrailPage([.. page.Select(line => words.TryGetValue(line.Sequence, out var step) ? line.Row with { StepId = step } : line.Row)], total);
    }

    /// <summary>The steps with words by the audit's line about them: both are saved in one transaction, so the newest closing of the one is the newest of the other.</summary>
    private static async Task<Dictionary<long, Guid>> StepsWithWordsAsync(AppDb db, Guid caseId, CancellationToken cancellationToken)
    {
        var steps = await db.CaseSteps.AsNoTracking().Where(step => step.CaseId == caseId && step.Kind != CaseStepKind.Opened).OrderByDescending(step => step.At).ThenByDescending(step => step.Id)
            .Select(step => new { step.Id, step.Kind, HasWords = step.Words != null }).ToListAsync(cancellationToken);
        var lines = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.SubjectId == caseId && entry.Outcome == AuditOutcome.Done && (entry.Operation == Operation.CloseCase || entry.Operation == Operation.ReopenCase))
            .OrderByDescending(entry => entry.Sequence).Select(entry => new { entry.Sequence, entry.Operation }).ToListAsync(cancellationToken);
        return new[] { (CaseStepKind.Closed, Operation.CloseCase), (CaseStepKind.Reopened, Operation.ReopenCase) }
            .SelectMany(kind => lines.Where(line => line.Operation == kind.Item2).Zip(steps.Where(step => step.Kind == kind.Item1)))
            .Where(pair => pair.Second.HasWords).ToDictionary(pair => pair.First.Sequence, pair => pair.Second.Id);
    }
}
