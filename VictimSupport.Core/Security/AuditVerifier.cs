using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>What a check of the audit found: nothing wrong, or the first row that is.</summary>
/// <param name="Problem">What is wrong with the first bad row; null when all is well.</param>
/// <param name="Linked">Rows in the chain that were checked.</param>
/// <param name="Unlinked">Good rows that were not in the chain yet.</param>
/// <param name="Anchors">Heads outside the data that were compared.</param>
public sealed record AuditFinding(string? Problem, long Linked, long Unlinked, int Anchors);

/// <summary>Checks every row of the audit, the chain over them and the heads kept outside, with the verification key.</summary>
public sealed class AuditVerifier(IDbContextFactory<AppDb> databases, KeyPlaces places, AuditAnchors anchors, AuditTrail audit, TimeProvider time)
{
    /// <summary>The command <c>audit verify</c>: tells on <paramref name="output"/> what was found and returns the exit code: 0 good, 1 a bad row, 2 not checked.</summary>
    /// <param name="verificationFile">Where the verification key is now; null for <c>Audit:VerificationKeyFile</c>.</param>
    public async Task<int> RunAsync(TextWriter output, string? verificationFile = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        byte[] seed;
        LocalDate firstDay;
        try
        {
            (seed, firstDay) = AuditVerificationFile.Read(verificationFile ?? places.VerificationFile);
        }
        catch (SettingException exception)
        {
            await output.WriteLineAsync(exception.Message.AsMemory(), cancellationToken);
            return 2;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var finding = await VerifyAsync(db, seed, firstDay, cancellationToken);
        CryptographicOperations.ZeroMemory(seed);
        audit.Add(db, Actor.Worker("audit verify"), Operation.VerifyAudit, detail: finding.Problem is null ? "good" : "a bad row was found");
        await db.SaveChangesAsync(cancellationToken);
        await output.WriteLineAsync(Words(finding).AsMemory(), cancellationToken);
        return finding.Problem is null ? 0 : 1;
    }

    /// <summary>Checks the audit that a context sees.</summary>
    internal async Task<AuditFinding> VerifyAsync(AppDb db, byte[] seed, LocalDate firstDay, CancellationToken cancellationToken)
    {
        var heads = anchors.Read();
        var check = new AuditCheck(seed, firstDay, time.Now.InUtc().Date, heads);
        var problem = await LinksAsync(db, check, cancellationToken)
            ?? check.End()
            ?? await UnlinkedAsync(db, check, cancellationToken);
        return new AuditFinding(problem, check.Linked, check.Unlinked, heads.Count);
    }

    private static async Task<string?> LinksAsync(AppDb db, AuditCheck check, CancellationToken cancellationToken)
    {
        var last = await db.Set<AuditLink>().MaxAsync(link => (long?)link.Position, cancellationToken) ?? 0;
        for (var from = 0L; from < last; from += RawAudit.Page)
        {
            var (rows, unreadable) = await RawAudit.LinkedAsync(db, from, cancellationToken);
            if (rows.Select(check.Link).FirstOrDefault(found => found is not null) is { } problem)
            {
                return problem;
            }

            if (unreadable is not null)
            {
                return unreadable;
            }
        }

        return null;
    }

    private static async Task<string?> UnlinkedAsync(AppDb db, AuditCheck check, CancellationToken cancellationToken)
    {
        for (var after = long.MinValue; ;)
        {
            var (rows, unreadable) = await RawAudit.UnlinkedAsync(db, after, cancellationToken);
            if (rows.Select(check.Tail).FirstOrDefault(found => found is not null) is { } problem)
            {
                return problem;
            }

            if (unreadable is not null || rows.Count == 0)
            {
                return unreadable;
            }

            after = rows[^1].Sequence!.Value;
        }
    }

    private static string Words(AuditFinding finding) => finding.Problem is { } problem
        ? $"BAD: {problem}"
        : string.Create(CultureInfo.InvariantCulture, $"Good: {finding.Linked} rows in the chain, {finding.Unlinked} not in it yet, {finding.Anchors} heads outside the data agree.");
}
