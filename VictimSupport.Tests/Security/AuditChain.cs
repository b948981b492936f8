using System.Globalization;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Tests.Security;

/// <summary>Audits of several days, sealed, with their head outside: what the audit tests change behind the program's back.</summary>
internal static class AuditChain
{
    public static readonly Actor Rita = new(Guid.NewGuid(), "Rita", Role.Coordinator | Role.TeamManager);

    public static async Task WriteAsync(SecurityHost host, int rows, CancellationToken stop)
    {
        await using var db = host.Open();
        for (var row = 0; row < rows; row++)
        {
            host.Get<AuditTrail>().Add(db, Rita, Operation.BookSession, row % 3 == 0 ? null : Guid.NewGuid(), row % 5 == 0 ? AuditOutcome.Refused : AuditOutcome.Done, row % 4 == 0 ? null : $"room {row}");
            host.Time.Advance(TimeSpan.FromSeconds(20));
            await db.SaveChangesAsync(stop);
        }
    }

    /// <summary>Rows over three days with a seal after each part.</summary>
    public static async Task WriteDaysAsync(SecurityHost host, int rowsADay, CancellationToken stop)
    {
        for (var day = 0; day < 3; day++)
        {
            await WriteAsync(host, rowsADay, stop);
            await host.Get<AuditSealer>().SealAsync(stop);
            host.Time.Advance(TimeSpan.FromDays(1));
        }
    }

    public static async Task<AuditFinding> VerifyAsync(SecurityHost host, AppDb db, CancellationToken stop)
    {
        var (seed, firstDay) = AuditVerificationFile.Read(host.Get<KeyPlaces>().VerificationFile);
        return await host.Get<AuditVerifier>().VerifyAsync(db, seed, firstDay, stop);
    }
}
