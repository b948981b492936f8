using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

/// <summary>The queue of requests: what waits longest against its promise stands first, what is decided last.</summary>
public sealed class RequestQueue(IDbContextFactory<AppDb> databases, AccessGuard access, BlindIndex index, RequestNames names, AuditTrail audit, TimeProvider time)
{
    /// <summary>Lists requests: waiting ones by promise, so that what is overdue stands first; then decided ones, newest first.</summary>
    public async Task<RequestPage> ListAsync(Actor actor, RequestQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await access.DemandAsync(actor, Operation.ViewRequests, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var requests = await FilterAsync(actor, db.RequestsSeenBy(actor).AsNoTracking(), query, cancellationToken);
        var total = await requests.CountAsync(cancellationToken);
        var ordered = requests.OrderBy(row => row.State == RequestState.Waiting ? 0 : 1).ThenByDescending(row => row.DecidedAt).ThenBy(row => row.AnswerBy).ThenBy(row => row.ReceivedAt).ThenBy(row => row.Id);
        var rows = await Select(actor, ordered.Skip(Math.Max(query.Skip, 0)).Take(Math.Clamp(query.Take, 1, 100))).ToListAsync(cancellationToken);
        return new RequestPage(rows, total);
    }

    /// <summary>One request without anything sealed; null when there is none.</summary>
    public async Task<RequestRow?> ReadAsync(Actor actor, Guid requestId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewRequests, requestId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Select(actor, db.RequestsSeenBy(actor).AsNoTracking().Where(row => row.Id == requestId)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>How many wait, are overdue, and are to be called back.</summary>
    public async Task<RequestCounts> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewRequests, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.Now;
        var counted = await db.RequestsSeenBy(actor)
            .Where(row => row.State == RequestState.Waiting || row.CallBack == CallBack.Wanted)
            .GroupBy(row => new { row.State, row.CallBack, IsOverdue = row.AnswerBy < now })
            .Select(group => new { group.Key.State, group.Key.CallBack, group.Key.IsOverdue, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return new RequestCounts(
            counted.Where(row => row.State == RequestState.Waiting).Sum(row => row.Count),
            counted.Where(row => row.State == RequestState.Waiting && row.IsOverdue).Sum(row => row.Count),
            counted.Where(row => row.CallBack == CallBack.Wanted).Sum(row => row.Count));
    }

    // Whether somebody asked for help is a person's data: looking for a contact is audited first, never with what was looked for.
    private async Task<IReadOnlyList<Guid>> FindExactAsync(Actor actor, BlindIndexKind kind, string text, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        audit.Add(db, actor, Operation.ViewRequests, detail: $"search by {kind}");
        await db.SaveChangesAsync(cancellationToken);
        return await index.FindAsync(kind, text, cancellationToken);
    }

    private async Task<IQueryable<SupportRequest>> FilterAsync(Actor actor, IQueryable<SupportRequest> requests, RequestQuery query, CancellationToken cancellationToken)
    {
        if (Words.OrNull(string.Concat((query.Text ?? "").Where(character => !char.IsControl(character)))) is { } text)
        {
            var upper = text.ToUpperInvariant();
            var found = text.Contains('@', StringComparison.Ordinal)
                ? await FindExactAsync(actor, BlindIndexKind.Email, text, cancellationToken)
                : text.Count(char.IsAsciiDigit) >= 7 ? await FindExactAsync(actor, BlindIndexKind.Telephone, text, cancellationToken)
                : text.Any(char.IsAsciiDigit) ? [] : await names.FindAsync(actor, text, cancellationToken);
            requests = requests.Where(row => row.Reference.Contains(upper) || found.Contains(row.SubjectId));
        }

        if (query.State is { } state)
        {
            requests = requests.Where(row => row.State == state);
        }

        if (query.Source is { } source)
        {
            requests = requests.Where(row => row.Source == source);
        }

        if (query.Age is { } age)
        {
            requests = requests.Where(row => row.Age == age);
        }

        return query.ToCallBack ? requests.Where(row => row.CallBack == CallBack.Wanted) : requests;
    }

    private static IQueryable<RequestRow> Select(Actor actor, IQueryable<SupportRequest> requests)
    {
        // Who does not triage learns that something was decided and not what: one of the outcomes tells of a perpetrator.
        var seesOutcome = AccessPolicy.Allows(actor, Operation.TriageRequest);
        return requests.Select(row => new RequestRow(
            row.Id, row.Reference, row.Source, row.Language, row.Age, row.Name != null, row.Email != null, row.Telephone != null, row.ReceivedAt, row.AnswerBy, row.State,
            seesOutcome ? row.Outcome : null, row.DecidedAt, row.CaseId, row.CallBack, row.CallBackTries, row.Version));
    }
}
