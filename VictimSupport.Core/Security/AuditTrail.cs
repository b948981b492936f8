using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>Writes the append-only audit: a row is added to the caller's context and saved in the caller's transaction.</summary>
public sealed class AuditTrail
{
    private readonly AuditKeys _keys;
    private readonly TimeProvider _time;

    internal AuditTrail(AuditKeys keys, TimeProvider time) => (_keys, _time) = (keys, time);

    /// <summary>Adds a row to a context, to be saved with the change it tells of.</summary>
    /// <param name="subjectId">The case, booking, room, account or sealed subject concerned; null where there is none.</param>
    /// <param name="detail">Plain facts or a purpose, at most 400 characters; never personal data.</param>
    public void Add(AppDb db, Actor actor, Operation operation, Guid? subjectId = null, AuditOutcome outcome = AuditOutcome.Done, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Add(Write(actor, operation, subjectId, outcome, detail));
    }

    /// <summary>The row alone, for a caller that inserts it in the transaction of the change by other means than the context.</summary>
    internal AuditEntry Write(Actor actor, Operation operation, Guid? subjectId = null, AuditOutcome outcome = AuditOutcome.Done, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(detail?.Length ?? 0, AuditConfiguration.DetailLength, nameof(detail));
        var key = _keys.Current();
        var row = new AuditRow(Guid.CreateVersion7(), _time.Now.ToUnixTimeMilliseconds(), actor.AccountId, actor.Name, actor.Roles.ToString(), operation.ToString(), outcome.ToString(), subjectId, detail, key.Epoch);
        var entry = new AuditEntry
        {
            Id = row.Id,
            At = NodaTime.Instant.FromUnixTimeMilliseconds(row.At),
            ActorId = row.ActorId,
            ActorName = row.ActorName,
            ActorRoles = actor.Roles,
            Operation = operation,
            Outcome = outcome,
            SubjectId = row.SubjectId,
            Detail = row.Detail,
            Epoch = row.Epoch,
            Mac = row.Mac(key.Key),
        };
        CryptographicOperations.ZeroMemory(key.Key);
        return entry;
    }
}

/// <summary>What a row's code covers: everything but the sequence, enumerations by name, the instant in milliseconds of UTC.</summary>
internal sealed record AuditRow(Guid Id, long At, Guid ActorId, string ActorName, string ActorRoles, string Operation, string Outcome, Guid? SubjectId, string? Detail, int Epoch)
{
    /// <summary>HMAC-SHA256 over the canonical encoding: each field with its length, null apart from empty.</summary>
    public byte[] Mac(byte[] key)
    {
        using var stream = new MemoryStream(512);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write("victimsupport audit entry 1");
        writer.Write(Id.ToByteArray(bigEndian: true));
        writer.Write(At);
        writer.Write(ActorId.ToByteArray(bigEndian: true));
        writer.Write(ActorName);
        writer.Write(ActorRoles);
        writer.Write(Operation);
        writer.Write(Outcome);
        writer.Write(SubjectId is not null);
        writer.Write(SubjectId.GetValueOrDefault().ToByteArray(bigEndian: true));
        writer.Write(Detail is not null);
        writer.Write(Detail ?? "");
        writer.Write(Epoch);
        writer.Flush();
        return HMACSHA256.HashData(key, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<AuditLink>
{
    public const int DetailLength = 400;

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.HasKey(entry => entry.Sequence);
        builder.Property(entry => entry.Sequence).ValueGeneratedOnAdd();
        builder.HasIndex(entry => entry.Id).IsUnique();
        builder.HasIndex(entry => new { entry.SubjectId, entry.Sequence });
        builder.Property(entry => entry.ActorName).HasMaxLength(200);
        builder.Property(entry => entry.ActorRoles).HasMaxLength(200);
        builder.Property(entry => entry.Detail).HasMaxLength(DetailLength);
        builder.Property(entry => entry.Mac).HasMaxLength(32);
    }

    public void Configure(EntityTypeBuilder<AuditLink> builder)
    {
        builder.ToTable("AuditLinks");
        builder.HasKey(link => link.Position);
        builder.Property(link => link.Position).ValueGeneratedNever();
        builder.HasIndex(link => link.EntryId).IsUnique();
        builder.Property(link => link.Link).HasMaxLength(32);
    }
}

public static class AuditTables
{
    extension(AppDb db)
    {
        /// <summary>The audit; rows are added by <see cref="AuditTrail"/> alone and never changed.</summary>
        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();

        /// <summary>The chain over the audit's committed rows.</summary>
        public DbSet<AuditLink> AuditLinks => db.Set<AuditLink>();
    }
}
