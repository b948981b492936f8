using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Scheduling;

/// <summary>A case with sessions to come is not closed: their room links would go on reaching the client.</summary>
internal static class SessionsToCome
{
    public static async Task<Refusal?> CheckAsync(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken) =>
        await db.Bookings.AnyAsync(booking => booking.CaseId == caseId && booking.State != BookingState.Cancelled && booking.Start > now, cancellationToken)
            ? new Refusal(RefusalCode.SessionsToCome, nameof(SupportCase.State))
            : null;
}
