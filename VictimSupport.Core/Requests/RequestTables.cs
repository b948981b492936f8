using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

public static class RequestTables
{
    extension(AppDb db)
    {
        /// <summary>All requests; what a person reads goes by <see cref="RequestsSeenBy"/>.</summary>
        public DbSet<SupportRequest> Requests => db.Set<SupportRequest>();

        public DbSet<RequestDecision> RequestDecisions => db.Set<RequestDecision>();

        public DbSet<Procedure> Procedures => db.Set<Procedure>();

        /// <summary>The requests an actor may know of: all but those that became a case the actor is kept out of. Every reading for a person begins here.</summary>
        public IQueryable<SupportRequest> RequestsSeenBy(Actor actor)
        {
            var account = actor.AccountId;
            return db.Set<SupportRequest>().Where(request => !db.Set<CaseExclusion>().Any(row => row.CaseId == request.CaseId && row.AccountId == account && row.EndedAt == null));
        }
    }
}

/// <summary>The names under which a request's sealed columns are bound to their bytes; a rename would make them unreadable.</summary>
public static class RequestColumns
{
    public static readonly SealedColumn Name = new("Requests", "Name");
    public static readonly SealedColumn Email = new("Requests", "Email");
    public static readonly SealedColumn Telephone = new("Requests", "Telephone");
    public static readonly SealedColumn Said = new("Requests", "Said");
    public static readonly SealedColumn HowToAnswer = new("Requests", "HowToAnswer");
    public static readonly SealedColumn AgencyContact = new("Requests", "AgencyContact");
    public static readonly SealedColumn Answer = new("Requests", "Answer");
    public static readonly SealedColumn DecisionWords = new("RequestDecisions", "Words");
    public static readonly SealedColumn AdultReason = new("RequestDecisions", "AdultReason");
}

internal sealed class RequestConfiguration : IEntityTypeConfiguration<SupportRequest>, IEntityTypeConfiguration<RequestDecision>, IEntityTypeConfiguration<Procedure>
{
    public void Configure(EntityTypeBuilder<SupportRequest> builder)
    {
        builder.ToTable("Requests");
        builder.Property(request => request.Id).ValueGeneratedNever();
        builder.HasIndex(request => request.IdempotencyKey).IsUnique();
        builder.Property(request => request.Fingerprint).HasMaxLength(32);
        builder.HasIndex(request => request.Fingerprint).IsUnique();
        builder.Property(request => request.Reference).HasMaxLength(20);
        builder.HasIndex(request => request.Reference).IsUnique();
        builder.HasIndex(request => new { request.Year, request.Number }).IsUnique();
        builder.HasIndex(request => new { request.State, request.AnswerBy });
        builder.HasIndex(request => request.ChangedAt);
        builder.HasIndex(request => request.NeedsMatching);
        builder.Property(request => request.Language).HasMaxLength(5);
        builder.Property(request => request.Name).IsSealed();
        builder.Property(request => request.Email).IsSealed();
        builder.Property(request => request.Telephone).IsSealed();
        builder.Property(request => request.Said).IsSealed(RequestChecks.MostBytesSaid);
        builder.Property(request => request.HowToAnswer).IsSealed(4096);
        builder.Property(request => request.AgencyContact).IsSealed(4096);
        builder.Property(request => request.Answer).IsSealed(8000);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(request => request.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(request => request.NeedsMatching);
        builder.Property(request => request.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<RequestDecision> builder)
    {
        builder.ToTable("RequestDecisions");
        builder.Property(decision => decision.Id).ValueGeneratedNever();
        builder.Property(decision => decision.AccountName).HasMaxLength(200);
        builder.Property(decision => decision.Words).IsSealed(8000);
        builder.Property(decision => decision.AdultReason).IsSealed(8000);
        builder.HasOne<SupportRequest>().WithMany().HasForeignKey(decision => decision.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Procedure>().WithMany().HasForeignKey(decision => decision.ProcedureId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Procedure>().WithMany().HasForeignKey(decision => decision.ChildrenProcedureId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Procedure> builder)
    {
        builder.ToTable("Procedures");
        builder.Property(procedure => procedure.Id).ValueGeneratedNever();
        builder.HasIndex(procedure => new { procedure.Kind, procedure.Number }).IsUnique();
        builder.Property(procedure => procedure.English).HasMaxLength(Procedure.LongestText);
        builder.Property(procedure => procedure.Polish).HasMaxLength(Procedure.LongestText);
        builder.Property(procedure => procedure.Maltese).HasMaxLength(Procedure.LongestText);
        builder.Property(procedure => procedure.MadeBy).HasMaxLength(200);
    }
}
