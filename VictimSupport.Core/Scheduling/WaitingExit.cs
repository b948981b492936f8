using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Scheduling;

/// <summary>Takes entries off the waiting list in the transaction of what makes them needless; whoever changes one at that moment is told so by its version.</summary>
internal static class WaitingExit
{
    /// <summary>The case has got a session in these modes.</summary>
    public static Task BookedAsync(AppDb db, Guid caseId, IEnumerable<SupportMode> booked, Instant now, CancellationToken cancellationToken)
    {
        SupportMode[] modes = [.. booked.Distinct()];
        return EndAsync(db.WaitingEntries.Where(entry => entry.CaseId == caseId && modes.Contains(entry.Mode)), WaitingState.Booked, WaitingEnd.SessionBooked, now, cancellationToken);
    }

    /// <summary>The case is closed; see <see cref="CaseEnding"/>.</summary>
    public static Task CaseClosedAsync(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken) =>
        EndAsync(db.WaitingEntries.Where(entry => entry.CaseId == caseId), WaitingState.Ended, WaitingEnd.CaseClosed, now, cancellationToken);

    private static Task<int> EndAsync(IQueryable<WaitingEntry> entries, WaitingState state, WaitingEnd end, Instant now, CancellationToken cancellationToken) =>
        entries.Where(entry => entry.State == WaitingState.Waiting).ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.State, state).SetProperty(entry => entry.End, end).SetProperty(entry => entry.EndedAt, now).SetProperty(entry => entry.Version, entry => entry.Version + 1),
            cancellationToken);
}
