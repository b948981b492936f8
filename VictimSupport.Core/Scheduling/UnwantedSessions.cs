using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>A case whose client wants no support any more, or whose guardian may not consent, and for which sessions still stand.</summary>
public sealed record UnwantedSessionsRow(Guid CaseId, string Reference, int Sessions, Instant First);

/// <summary>One page, soonest first, and how many there are in all.</summary>
public sealed record UnwantedSessionsPage(IReadOnlyList<UnwantedSessionsRow> Rows, int Total);

/// <summary>Sessions that stand although no consent to support holds: nobody is told of them any more, and somebody has to ring and cancel.</summary>
public sealed class UnwantedSessions(IDbContextFactory<AppDb> databases, AccessGuard access, TimeProvider time)
{
    /// <summary>The cases with such sessions to come; at most 100 a page.</summary>
    public async Task<UnwantedSessionsPage> ListAsync(Actor actor, int skip, int take, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewConsents, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (now, given) = (time.Now, db.ConsentsGiven);
        var cases = db.BookingsSeenBy(actor).Where(booking => booking.State != BookingState.Cancelled && booking.Start > now
                && !given.Any(consent => consent.CaseId == booking.CaseId && consent.Kind == ConsentKind.Support))
            .GroupBy(booking => booking.CaseId).Select(sessions => new { CaseId = sessions.Key, Count = sessions.Count(), First = sessions.Min(booking => booking.Start) });
        var total = await cases.CountAsync(cancellationToken);
        var page = total == 0 ? [] : await cases.OrderBy(found => found.First).ThenBy(found => found.CaseId).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))
            .Join(db.Cases, found => found.CaseId, file => file.Id, (found, file) => new { found.CaseId, file.Reference, found.Count, found.First }).ToListAsync(cancellationToken);
        return new UnwantedSessionsPage([.. page.OrderBy(row => row.First).ThenBy(row => row.CaseId).Select(row => new UnwantedSessionsRow(row.CaseId, row.Reference, row.Count, row.First))], total);
    }
}
