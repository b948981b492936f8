using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

public static class RiskTables
{
    extension(AppDb db)
    {
        public DbSet<CaseRisk> CaseRisks => db.Set<CaseRisk>();

        public DbSet<Screening> Screenings => db.Set<Screening>();

        public DbSet<ScreeningFormVersion> ScreeningFormVersions => db.Set<ScreeningFormVersion>();

        /// <summary>All reviews; what a person reads goes by <see cref="ReviewsSeenBy"/>.</summary>
        public DbSet<RiskReview> RiskReviews => db.Set<RiskReview>();

        public DbSet<ReviewOpinion> ReviewOpinions => db.Set<ReviewOpinion>();

        public DbSet<SeatDeputy> SeatDeputies => db.Set<SeatDeputy>();

        /// <summary>The reviews of the cases an actor may know of.</summary>
        public IQueryable<RiskReview> ReviewsSeenBy(Actor actor)
        {
            var hidden = db.HiddenFrom(actor);
            return db.Set<RiskReview>().Where(review => !hidden.Contains(review.CaseId));
        }
    }
}

/// <summary>The names under which sealed columns of risk are bound to their bytes; a rename would make them unreadable.</summary>
public static class RiskColumns
{
    public static readonly SealedColumn ScreeningContent = new("Screenings", "Content");
    public static readonly SealedColumn Concern = new("RiskReviews", "Concern");
    public static readonly SealedColumn OtherConditions = new("RiskReviews", "OtherConditions");
    public static readonly SealedColumn DecisionReasons = new("RiskReviews", "Reasons");
    public static readonly SealedColumn OpinionReasons = new("ReviewOpinions", "Reasons");
}

internal sealed class RiskConfiguration : IEntityTypeConfiguration<CaseRisk>, IEntityTypeConfiguration<Screening>, IEntityTypeConfiguration<ScreeningFormVersion>,
    IEntityTypeConfiguration<RiskReview>, IEntityTypeConfiguration<ReviewOpinion>, IEntityTypeConfiguration<SeatDeputy>
{
    // Flags are stored as their names.
    private const int ConditionsLength = 200;

    public void Configure(EntityTypeBuilder<CaseRisk> builder)
    {
        builder.ToTable("CaseRisks").HasKey(row => row.CaseId);
        builder.Property(row => row.CaseId).ValueGeneratedNever();
        builder.Property(row => row.Conditions).HasMaxLength(ConditionsLength);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<SupportCase>().WithOne().HasForeignKey<CaseRisk>(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => row.NextReviewOn);
        builder.HasIndex(row => row.OpenReviewId);
    }

    public void Configure(EntityTypeBuilder<Screening> builder)
    {
        builder.ToTable("Screenings");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Content).IsSealed(32_768);
        builder.Property(row => row.ByName).HasMaxLength(200);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.CaseId, row.At });
    }

    public void Configure(EntityTypeBuilder<ScreeningFormVersion> builder)
    {
        builder.ToTable("ScreeningFormVersions").HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedNever();
        builder.Property(row => row.Form).HasMaxLength(1_000_000);
        builder.Property(row => row.ByName).HasMaxLength(200);
    }

    public void Configure(EntityTypeBuilder<RiskReview> builder)
    {
        builder.ToTable("RiskReviews");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Concern).IsSealed(8000);
        builder.Property(row => row.OtherConditions).IsSealed(8000);
        builder.Property(row => row.Reasons).IsSealed(8000);
        builder.Property(row => row.Conditions).HasMaxLength(ConditionsLength);
        builder.Property(row => row.OpenedByName).HasMaxLength(200);
        builder.Property(row => row.DecidedByName).HasMaxLength(200);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.CaseId, row.OpenedAt });
        builder.HasIndex(row => row.DecidedAt);
    }

    public void Configure(EntityTypeBuilder<ReviewOpinion> builder)
    {
        builder.ToTable("ReviewOpinions");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Reasons).IsSealed(8000);
        builder.Property(row => row.Conditions).HasMaxLength(ConditionsLength);
        builder.Property(row => row.AccountName).HasMaxLength(200);
        builder.HasOne<RiskReview>().WithMany().HasForeignKey(row => row.ReviewId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.ReviewId, row.Seat, row.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<SeatDeputy> builder)
    {
        builder.ToTable("SeatDeputies");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.NamedByName).HasMaxLength(200);
        builder.HasIndex(row => new { row.Seat, row.Until });
    }
}
