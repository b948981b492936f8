using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Matching;

public static class MatchTables
{
    /// <summary>Why somebody decided as they did; part of what the sealed bytes are bound to.</summary>
    public static readonly SealedColumn Reason = new("MatchDecisions", "Reason");

    extension(AppDb db)
    {
        internal DbSet<PerpetratorMatch> PerpetratorMatches => db.Set<PerpetratorMatch>();

        internal DbSet<MatchDecision> MatchDecisions => db.Set<MatchDecision>();
    }
}

internal sealed class MatchConfiguration : IEntityTypeConfiguration<PerpetratorMatch>, IEntityTypeConfiguration<MatchDecision>
{
    public void Configure(EntityTypeBuilder<PerpetratorMatch> builder)
    {
        builder.ToTable("PerpetratorMatches");
        builder.Property(match => match.Id).ValueGeneratedNever();
        builder.HasOne<Perpetrator>().WithMany().HasForeignKey(match => match.PerpetratorId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(match => match.Grounds).HasMaxLength(100);
        builder.Property(match => match.Compared).HasMaxLength(32);
        // Two servers that compare the same pair make one row of it.
        builder.HasIndex(match => new { match.PerpetratorId, match.Party, match.PartyId }).IsUnique();
        builder.HasIndex(match => new { match.PartyId, match.State });
        builder.HasIndex(match => new { match.PartyCaseId, match.State });
        builder.HasIndex(match => new { match.PerpetratorCaseId, match.State });
        builder.Property(match => match.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<MatchDecision> builder)
    {
        builder.ToTable("MatchDecisions");
        builder.Property(decision => decision.Id).ValueGeneratedNever();
        builder.HasOne<PerpetratorMatch>().WithMany().HasForeignKey(decision => decision.MatchId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(decision => decision.Reason).IsSealed(4096);
        builder.Property(decision => decision.ByName).HasMaxLength(200);
    }
}
