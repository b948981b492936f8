using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Consents;

public static class ConsentTables
{
    extension(AppDb db)
    {
        /// <summary>Every answer that was ever recorded; what is allowed now is asked of the consents that hold.</summary>
        public DbSet<Consent> Consents => db.Set<Consent>();

        public DbSet<TermsVersion> Terms => db.Set<TermsVersion>();

        public DbSet<ChildDecision> ChildDecisions => db.Set<ChildDecision>();

        /// <summary>
        /// The answers that allow something as far as they and their givers go: given, not ended, and by somebody who may. A child consents through a guardian unless it was
        /// decided otherwise; a guardian who must not be contacted consents to nothing.
        /// </summary>
        internal IQueryable<Consent> ConsentsGiven
        {
            get
            {
                var (cases, people) = (db.Set<SupportCase>(), db.Set<CasePerson>());
                return db.Set<Consent>().Where(consent => consent.Answer == ConsentAnswer.Given && consent.EndedAt == null
                    && (consent.Giver == ConsentGiver.Client
                        ? cases.Any(file => file.Id == consent.CaseId && (file.Age != ClientAge.Child || file.ConsentsAlone))
                        : people.Any(person => person.Id == consent.GuardianId && person.IsGuardian && !person.MustNotBeContacted)));
            }
        }

        /// <summary>The consents that allow something at this moment: as given, but not by a guardian who is or may be the perpetrator. What is shown of a case goes by the answers given, so that it tells of no match.</summary>
        public IQueryable<Consent> ConsentsThatHold
        {
            get
            {
                var inDoubt = MatchHolds.PeopleInDoubt(db);
                return db.ConsentsGiven.Where(consent => consent.GuardianId == null || !inDoubt.Any(match => match.PartyId == consent.GuardianId));
            }
        }
    }
}

/// <summary>The names under which the sealed columns of consents are bound to their bytes; a rename would make them unreadable.</summary>
public static class ConsentColumns
{
    public static readonly SealedColumn Witness = new("Consents", "Witness");
    public static readonly SealedColumn Recipient = new("Consents", "Recipient");
    public static readonly SealedColumn Scope = new("Consents", "Scope");
    public static readonly SealedColumn DecisionWords = new("ChildDecisions", "Words");
}

internal sealed class ConsentConfiguration : IEntityTypeConfiguration<Consent>, IEntityTypeConfiguration<TermsVersion>, IEntityTypeConfiguration<TermsText>, IEntityTypeConfiguration<ChildDecision>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("Consents");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Language).HasMaxLength(5);
        builder.Property(row => row.Witness).IsSealed();
        builder.Property(row => row.Recipient).IsSealed();
        builder.Property(row => row.Scope).IsSealed(4096);
        builder.Property(row => row.ByName).HasMaxLength(200);
        builder.Property(row => row.EndedByName).HasMaxLength(200);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TermsVersion>().WithMany().HasForeignKey(row => row.TermsId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.CaseId, row.Kind });
    }

    public void Configure(EntityTypeBuilder<TermsVersion> builder)
    {
        builder.ToTable("Terms");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.Number).IsUnique();
        builder.Property(row => row.MadeBy).HasMaxLength(200);
        builder.HasMany(row => row.Texts).WithOne().HasForeignKey(text => text.TermsId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<TermsText> builder)
    {
        builder.ToTable("TermsTexts").HasKey(text => new { text.TermsId, text.Part });
        builder.Property(text => text.English).HasMaxLength(TermsVersion.LongestText);
        builder.Property(text => text.Polish).HasMaxLength(TermsVersion.LongestText);
        builder.Property(text => text.Maltese).HasMaxLength(TermsVersion.LongestText);
    }

    public void Configure(EntityTypeBuilder<ChildDecision> builder)
    {
        builder.ToTable("ChildDecisions");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Answer).HasMaxLength(40);
        builder.Property(row => row.Words).IsSealed(4096);
        builder.Property(row => row.ByName).HasMaxLength(200);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.CaseId, row.At });
    }
}
