using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

public static class CaseTables
{
    extension(AppDb db)
    {
        public DbSet<SupportCase> Cases => db.Set<SupportCase>();

        public DbSet<SafeContact> SafeContacts => db.Set<SafeContact>();

        public DbSet<CaseStep> CaseSteps => db.Set<CaseStep>();

        public DbSet<CaseContact> CaseContacts => db.Set<CaseContact>();

        public DbSet<StatedReason> StatedReasons => db.Set<StatedReason>();

        /// <summary>The cases an actor may know of: all but those the actor is kept out of. Every reading for a person begins here.</summary>
        public IQueryable<SupportCase> CasesSeenBy(Actor actor)
        {
            var hidden = db.HiddenFrom(actor);
            return db.Set<SupportCase>().Where(file => !hidden.Contains(file.Id));
        }
    }
}

/// <summary>The names under which a case's sealed columns are bound to their bytes; a rename would make them unreadable.</summary>
public static class CaseColumns
{
    public static readonly SealedColumn ClientName = new("Cases", "ClientName");
    public static readonly SealedColumn Email = new("SafeContacts", "Email");
    public static readonly SealedColumn Telephone = new("SafeContacts", "Telephone");
    public static readonly SealedColumn EmailSeenBy = new("SafeContacts", "EmailSeenBy");
    public static readonly SealedColumn TelephoneSeenBy = new("SafeContacts", "TelephoneSeenBy");
    public static readonly SealedColumn Hours = new("SafeContacts", "Hours");
    public static readonly SealedColumn HoursWords = new("SafeContacts", "HoursWords");
    public static readonly SealedColumn Words = new("SafeContacts", "Words");
    public static readonly SealedColumn SenderName = new("SafeContacts", "SenderName");
    public static readonly SealedColumn MailSubject = new("SafeContacts", "MailSubject");
    public static readonly SealedColumn CodeWord = new("SafeContacts", "CodeWord");
    public static readonly SealedColumn DuressWord = new("SafeContacts", "DuressWord");
    public static readonly SealedColumn StepWords = new("CaseSteps", "Words");
    public static readonly SealedColumn ExclusionWords = new("CaseExclusions", "Words");
    public static readonly SealedColumn ContactWords = new("CaseContacts", "Words");
    public static readonly SealedColumn ReasonWords = new("StatedReasons", "Words");
}

internal sealed class CaseConfiguration : IEntityTypeConfiguration<SupportCase>, IEntityTypeConfiguration<SafeContact>, IEntityTypeConfiguration<CaseStep>, IEntityTypeConfiguration<CaseExclusion>, IEntityTypeConfiguration<StatedReason>, IEntityTypeConfiguration<CaseContact>
{
    public void Configure(EntityTypeBuilder<SupportCase> builder)
    {
        builder.ToTable("Cases");
        builder.Property(file => file.Id).ValueGeneratedNever();
        builder.Property(file => file.Reference).HasMaxLength(20);
        builder.HasIndex(file => file.Reference).IsUnique();
        builder.HasIndex(file => new { file.Year, file.Number }).IsUnique();
        builder.Property(file => file.ClientName).IsSealed();
        builder.Property(file => file.Language).HasMaxLength(5);
        builder.HasOne<Practitioner>().WithMany().HasForeignKey(file => file.PractitionerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(file => file.Contact).WithOne().HasForeignKey<SafeContact>(contact => contact.CaseId);
        builder.HasIndex(file => file.NeedsMatching);
        builder.Property(file => file.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<SafeContact> builder)
    {
        builder.ToTable("SafeContacts").HasKey(contact => contact.CaseId);
        builder.Property(contact => contact.CaseId).ValueGeneratedNever();
        builder.Property(contact => contact.Email).IsSealed();
        builder.Property(contact => contact.Telephone).IsSealed();
        builder.Property(contact => contact.EmailSeenBy).IsSealed();
        builder.Property(contact => contact.TelephoneSeenBy).IsSealed();
        builder.Property(contact => contact.Hours).IsSealed();
        builder.Property(contact => contact.HoursWords).IsSealed(2048);
        builder.Property(contact => contact.Words).IsSealed(4096);
        builder.Property(contact => contact.SenderName).IsSealed();
        builder.Property(contact => contact.MailSubject).IsSealed();
        builder.Property(contact => contact.CodeWord).IsSealed();
        builder.Property(contact => contact.DuressWord).IsSealed();
        builder.Property(contact => contact.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<CaseStep> builder)
    {
        builder.ToTable("CaseSteps");
        builder.Property(step => step.Id).ValueGeneratedNever();
        builder.Property(step => step.Words).IsSealed(4096);
        builder.Property(step => step.ByName).HasMaxLength(200);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(step => step.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(step => new { step.CaseId, step.At });
    }

    public void Configure(EntityTypeBuilder<CaseExclusion> builder)
    {
        builder.ToTable("CaseExclusions");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Words).IsSealed(4096);
        builder.Property(row => row.ByName).HasMaxLength(200);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.CaseId, row.AccountId });
        builder.HasIndex(row => new { row.AccountId, row.EndedAt });
    }

    public void Configure(EntityTypeBuilder<StatedReason> builder)
    {
        builder.ToTable("StatedReasons");
        builder.Property(reason => reason.Id).ValueGeneratedNever();
        builder.Property(reason => reason.AccountName).HasMaxLength(200);
        builder.Property(reason => reason.ReviewedByName).HasMaxLength(200);
        builder.Property(reason => reason.Words).IsSealed(4096);
        builder.Property(reason => reason.Version).IsConcurrencyToken();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(reason => reason.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(reason => new { reason.CaseId, reason.AccountId, reason.Until });
        builder.HasIndex(reason => reason.ReviewedAt);
    }

    public void Configure(EntityTypeBuilder<CaseContact> builder)
    {
        builder.ToTable("CaseContacts");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.ByName).HasMaxLength(200);
        // 2,000 characters of up to three bytes, with room for the padding and the seal.
        builder.Property(row => row.Words).IsSealed(7000);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.CaseId, row.At });
    }
}
