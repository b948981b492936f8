using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

public static class PeopleTables
{
    extension(AppDb db)
    {
        public DbSet<Perpetrator> Perpetrators => db.Set<Perpetrator>();

        public DbSet<CasePerson> CasePeople => db.Set<CasePerson>();

        public DbSet<ClientDetail> ClientDetails => db.Set<ClientDetail>();
    }
}

/// <summary>The names under which the sealed columns of people are bound to their bytes; a rename would make them unreadable.</summary>
public static class PeopleColumns
{
    public static readonly SealedColumn PerpetratorName = new("Perpetrators", "Name");
    public static readonly SealedColumn PerpetratorIdentityNumber = new("Perpetrators", "IdentityNumber");
    public static readonly SealedColumn PerpetratorAddress = new("Perpetrators", "Address");
    public static readonly SealedColumn PerpetratorTelephone = new("Perpetrators", "Telephone");
    public static readonly SealedColumn PerpetratorEmail = new("Perpetrators", "Email");
    public static readonly SealedColumn PerpetratorResidenceStatus = new("Perpetrators", "ResidenceStatus");
    public static readonly SealedColumn PerpetratorRelationship = new("Perpetrators", "Relationship");
    public static readonly SealedColumn PerpetratorNotes = new("Perpetrators", "Notes");
    public static readonly SealedColumn PersonName = new("CasePeople", "Name");
    public static readonly SealedColumn PersonTelephone = new("CasePeople", "Telephone");
    public static readonly SealedColumn PersonEmail = new("CasePeople", "Email");
    public static readonly SealedColumn PersonRelationship = new("CasePeople", "Relationship");
    public static readonly SealedColumn ClientAddress = new("ClientDetails", "Address");
    public static readonly SealedColumn ClientIdentityNumber = new("ClientDetails", "IdentityNumber");
}

internal sealed class PeopleConfiguration : IEntityTypeConfiguration<Perpetrator>, IEntityTypeConfiguration<CasePerson>, IEntityTypeConfiguration<ClientDetail>
{
    public void Configure(EntityTypeBuilder<Perpetrator> builder)
    {
        builder.ToTable("Perpetrators");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(row => row.Name).IsSealed();
        builder.Property(row => row.IdentityNumber).IsSealed();
        builder.Property(row => row.Address).IsSealed(2048);
        builder.Property(row => row.Telephone).IsSealed();
        builder.Property(row => row.Email).IsSealed();
        builder.Property(row => row.ResidenceStatus).IsSealed(2048);
        builder.Property(row => row.Relationship).IsSealed(2048);
        builder.Property(row => row.Notes).IsSealed(7000);
        builder.HasIndex(row => row.NeedsMatching);
        builder.Property(row => row.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<CasePerson> builder)
    {
        builder.ToTable("CasePeople");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(row => row.Name).IsSealed();
        builder.Property(row => row.Telephone).IsSealed();
        builder.Property(row => row.Email).IsSealed();
        builder.Property(row => row.Relationship).IsSealed(2048);
        builder.HasIndex(row => row.NeedsMatching);
        builder.Property(row => row.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<ClientDetail> builder)
    {
        builder.ToTable("ClientDetails").HasKey(row => row.CaseId);
        builder.Property(row => row.CaseId).ValueGeneratedNever();
        builder.HasOne<SupportCase>().WithOne().HasForeignKey<ClientDetail>(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(row => row.Address).IsSealed(2048);
        builder.Property(row => row.IdentityNumber).IsSealed();
        builder.Property(row => row.Version).IsConcurrencyToken();
    }
}
