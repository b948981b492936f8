using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys;

/// <summary>
/// The separate database of wrapped keys, so that deleting a key here erases its subject in every backup of the data.
/// Its model stands here whole, because <see cref="AppDb"/> applies every configuration class of the assembly.
/// </summary>
public class KeyDb : DbContext, IDataProtectionKeyContext
{
    public KeyDb(DbContextOptions<KeyDb> options) : base(options)
    {
    }

    protected KeyDb(DbContextOptions options) : base(options)
    {
    }

    internal DbSet<SubjectKeyRow> SubjectKeys => Set<SubjectKeyRow>();

    internal DbSet<BlindIndexRow> BlindIndexes => Set<BlindIndexRow>();

    internal DbSet<RelatedIndexRow> RelatedIndexes => Set<RelatedIndexRow>();

    internal DbSet<AuditEpochRow> AuditEpochs => Set<AuditEpochRow>();

    /// <summary>The keys of cookies and tokens, wrapped by the key-encryption key.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<SubjectKeyRow>(row =>
        {
            row.ToTable("SubjectKeys").HasKey(key => key.SubjectId);
            row.Property(key => key.SubjectId).ValueGeneratedNever();
            row.Property(key => key.Wrapped).HasMaxLength(128);
        });
        modelBuilder.Entity<BlindIndexRow>(row =>
        {
            row.ToTable("BlindIndexes").HasKey(index => new { index.SubjectId, index.Kind, index.Hash });
            row.Property(index => index.Hash).HasMaxLength(32);
            row.HasIndex(index => new { index.Kind, index.Hash });
            row.HasOne<SubjectKeyRow>().WithMany().HasForeignKey(index => index.SubjectId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<RelatedIndexRow>(row =>
        {
            row.ToTable("RelatedIndexes").HasKey(index => new { index.PersonId, index.Kind, index.Hash });
            row.Property(index => index.Hash).HasMaxLength(32);
            row.HasIndex(index => new { index.Kind, index.Hash });
            row.HasOne<SubjectKeyRow>().WithMany().HasForeignKey(index => index.SubjectId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<AuditEpochRow>(row =>
        {
            row.ToTable("AuditEpochs").HasKey(epoch => epoch.Id);
            row.Property(epoch => epoch.Id).ValueGeneratedNever();
            row.Property(epoch => epoch.Epoch).IsConcurrencyToken();
            row.Property(epoch => epoch.Wrapped).HasMaxLength(128);
        });
        modelBuilder.Entity<DataProtectionKey>(row =>
        {
            row.ToTable("DataProtectionKeys");
            row.Property(key => key.FriendlyName).HasMaxLength(200);
            row.Property(key => key.Xml).HasMaxLength(-1);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => ModelConventions.Apply(configurationBuilder);
}

/// <summary>A subject's data key, wrapped; the row's absence is erasure.</summary>
internal sealed class SubjectKeyRow
{
    public required Guid SubjectId { get; init; }

    public required SubjectKind Kind { get; init; }

    public required ushort Version { get; init; }

    public required byte[] Wrapped { get; set; }

    public required Instant CreatedAt { get; init; }
}

/// <summary>A keyed hash of an exact value of a subject; dies with the subject's key.</summary>
internal sealed class BlindIndexRow
{
    public required Guid SubjectId { get; init; }

    public required BlindIndexKind Kind { get; init; }

    public required byte[] Hash { get; init; }
}

/// <summary>A keyed hash of an exact value of a person whose data is sealed with a subject's key; dies with that key.</summary>
internal sealed class RelatedIndexRow
{
    public required Guid PersonId { get; init; }

    public required Guid SubjectId { get; init; }

    public required BlindIndexKind Kind { get; init; }

    public required byte[] Hash { get; init; }
}

/// <summary>The audit key of the current epoch, wrapped; one row, replaced at each ratchet.</summary>
internal sealed class AuditEpochRow
{
    public const int Only = 1;

    public int Id { get; init; } = Only;

    public required int Epoch { get; set; }

    /// <summary>The UTC date of epoch 0.</summary>
    public required LocalDate FirstDay { get; init; }

    public required byte[] Wrapped { get; set; }
}
