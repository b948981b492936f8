using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Intake;

public static class IntakeTables
{
    extension(AppDb db)
    {
        public DbSet<IntakeFormVersion> IntakeFormVersions => db.Set<IntakeFormVersion>();

        public DbSet<IntakeAnswers> IntakeAnswers => db.Set<IntakeAnswers>();

        public DbSet<IntakeDraft> IntakeDrafts => db.Set<IntakeDraft>();
    }
}

/// <summary>The names under which the sealed columns of the intake are bound to their bytes; a rename would make them unreadable.</summary>
public static class IntakeColumns
{
    public static readonly SealedColumn Answers = new("IntakeAnswers", "Answers");
    public static readonly SealedColumn Draft = new("IntakeDrafts", "Answer");
}

internal sealed class IntakeConfiguration : IEntityTypeConfiguration<IntakeFormVersion>, IEntityTypeConfiguration<IntakeAnswers>, IEntityTypeConfiguration<IntakeDraft>
{
    /// <summary>The most bytes of a topic's sealed answers.</summary>
    public const int AnswersBytes = 262_144;

    private const int KeyLength = 60;

    public void Configure(EntityTypeBuilder<IntakeFormVersion> builder)
    {
        builder.ToTable("IntakeFormVersions").HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedNever();
        builder.Property(row => row.Form).HasMaxLength(1_000_000);
        builder.Property(row => row.ByName).HasMaxLength(200);
    }

    public void Configure(EntityTypeBuilder<IntakeAnswers> builder)
    {
        builder.ToTable("IntakeAnswers");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Topic).HasMaxLength(KeyLength);
        builder.Property(row => row.Answers).IsSealed(AnswersBytes);
        builder.Property(row => row.SavedByName).HasMaxLength(200);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasIndex(row => new { row.CaseId, row.Topic }).IsUnique();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<IntakeDraft> builder)
    {
        builder.ToTable("IntakeDrafts");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Topic).HasMaxLength(KeyLength);
        builder.Property(row => row.Question).HasMaxLength(KeyLength);
        builder.Property(row => row.Answer).IsSealed(AnswersBytes);
        builder.Property(row => row.ByName).HasMaxLength(200);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasIndex(row => new { row.CaseId, row.Topic });
        builder.HasIndex(row => row.AccountId);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
    }
}
