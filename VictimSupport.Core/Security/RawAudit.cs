using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security;

/// <summary>An audit row as the database holds it, names unparsed, so that a changed one is reported instead of thrown at.</summary>
internal sealed class RawAuditRow
{
    public long Position { get; init; }

    public Guid EntryId { get; init; }

    public int LinkEpoch { get; init; }

    public byte[] Link { get; init; } = [];

    public long? Sequence { get; init; }

    public DateTime? At { get; init; }

    public Guid? ActorId { get; init; }

    public string? ActorName { get; init; }

    public string? ActorRoles { get; init; }

    public string? Operation { get; init; }

    public string? Outcome { get; init; }

    public Guid? SubjectId { get; init; }

    public string? Detail { get; init; }

    public int? Epoch { get; init; }

    public byte[]? Mac { get; init; }

    /// <summary>What the row's code covers; null when a required part is gone.</summary>
    public AuditRow? Entry() =>
        At is { } at && ActorId is { } actor && ActorName is not null && ActorRoles is not null && Operation is not null && Outcome is not null && Epoch is { } epoch
            ? new AuditRow(EntryId, Instant.FromDateTimeUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc)).ToUnixTimeMilliseconds(), actor, ActorName, ActorRoles, Operation, Outcome, SubjectId, Detail, epoch)
            : null;
}

/// <summary>Reads the audit's tables without the model's conversions.</summary>
internal static class RawAudit
{
    public const int Page = 500;

    private const string Entry = """e."Sequence", e."At", e."ActorId", e."ActorName", e."ActorRoles", e."Operation", e."Outcome", e."SubjectId", e."Detail", e."Epoch", e."Mac" """;

    private const string Linked = $"""
        SELECT l."Position", l."EntryId", l."Epoch" AS "LinkEpoch", l."Link", {Entry}
        FROM "AuditLinks" l LEFT JOIN "AuditEntries" e ON e."Id" = l."EntryId"
        """;

    private const string Unlinked = $"""
        SELECT CAST(0 AS bigint) AS "Position", e."Id" AS "EntryId", 0 AS "LinkEpoch", e."Mac" AS "Link", {Entry}
        FROM "AuditEntries" e WHERE NOT EXISTS (SELECT 1 FROM "AuditLinks" l WHERE l."EntryId" = e."Id")
        """;

    /// <summary>The rows at the positions after one, a page of them, and what is wrong with the first that cannot be read.</summary>
    public static Task<(List<RawAuditRow> Rows, string? Unreadable)> LinkedAsync(AppDb db, long from, CancellationToken cancellationToken) =>
        ReadAsync(db.Database.SqlQueryRaw<RawAuditRow>(Linked).Where(row => row.Position > from && row.Position <= from + Page).OrderBy(row => row.Position).ThenBy(row => row.Sequence), cancellationToken);

    /// <summary>A page of the rows outside the chain with a sequence after one.</summary>
    public static Task<(List<RawAuditRow> Rows, string? Unreadable)> UnlinkedAsync(AppDb db, long after, CancellationToken cancellationToken) =>
        ReadAsync(db.Database.SqlQueryRaw<RawAuditRow>(Unlinked).Where(row => row.Sequence > after).OrderBy(row => row.Sequence).Take(Page), cancellationToken);

    private static async Task<(List<RawAuditRow> Rows, string? Unreadable)> ReadAsync(IQueryable<RawAuditRow> query, CancellationToken cancellationToken)
    {
        var rows = new List<RawAuditRow>(Page);
        try
        {
            await foreach (var row in query.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                rows.Add(row);
            }

            return (rows, null);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or InvalidOperationException or OverflowException or ArgumentException)
        {
            // SQLite holds anything in any column: a value that is not of its kind was put there by somebody else.
            var last = rows.LastOrDefault();
            return (rows, $"the row after position {last?.Position ?? 0} (sequence {last?.Sequence ?? 0}): it cannot be read, so it was changed");
        }
    }
}
