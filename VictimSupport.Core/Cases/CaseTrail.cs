using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>One line of a case's history, or of who looked into it. The detail is plain facts or a purpose, never personal data.</summary>
public sealed record TrailRow(Instant At, string ActorName, Operation Operation, string? Detail);

/// <summary>One page, newest first, and how many there are in all.</summary>
public sealed record TrailPage(IReadOnlyList<TrailRow> Rows, int Total);

/// <summary>What the audit tells of one case: what was changed, and who has looked.</summary>
public sealed class CaseTrail(IDbContextFactory<AppDb> databases, CaseAccess access)
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
        (Operation.KeepOut, Operation.ReviewReasons),
        (Operation.ReviewReasons, Operation.ReviewReasons),
    ];

    private static readonly Operation[] Looks =
    [
        Operation.OpenCaseFile, Operation.OpenClientName, Operation.OpenSafeContact, Operation.OpenCodeWords, Operation.OpenClientDetails, Operation.OpenCasePerson,
        Operation.OpenGuardianContact, Operation.OpenPerpetrator, Operation.OpenContactWords, Operation.OpenConsentWords, Operation.OpenWaitingNote, Operation.StateReason,
    ];

    /// <summary>What was changed on a case, as far as its reader may know; empty for a case that is not open to the actor.</summary>
    public Task<TrailPage> HistoryAsync(Actor actor, Guid caseId, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Operation[] told = [.. Changes.Where(change => AccessPolicy.Allows(actor, change.Needs)).Select(change => change.Change)];
        return ReadAsync(actor, Operation.ViewCaseHistory, caseId, told, skip, take, cancellationToken);
    }

    /// <summary>Who opened what of a case, and why; empty for a case that is not open to the actor.</summary>
    public Task<TrailPage> LooksAsync(Actor actor, Guid caseId, int skip, int take, CancellationToken cancellationToken) =>
        ReadAsync(actor, Operation.ViewWhoLooked, caseId, Looks, skip, take, cancellationToken);

    private async Task<TrailPage> ReadAsync(Actor actor, Operation operation, Guid caseId, Operation[] told, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, operation, caseId, cancellationToken) is not null)
        {
            return new TrailPage([], 0);
        }

        var rows = db.AuditEntries.AsNoTracking().Where(entry => entry.SubjectId == caseId && entry.Outcome == AuditOutcome.Done && entry.ActorRoles != Role.System && told.Contains(entry.Operation));
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(entry => entry.Sequence).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))
            .Select(entry => new TrailRow(entry.At, entry.ActorName, entry.Operation, entry.Detail)).ToListAsync(cancellationToken);
        return new TrailPage(page, total);
    }
}
