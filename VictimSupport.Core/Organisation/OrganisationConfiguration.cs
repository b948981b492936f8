using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Organisation;

public static class OrganisationTables
{
    extension(AppDb db)
    {
        public DbSet<OrganisationSettings> OrganisationSettings => db.Set<OrganisationSettings>();

        public DbSet<OpeningHours> OpeningHours => db.Set<OpeningHours>();

        public DbSet<ClosedDay> ClosedDays => db.Set<ClosedDay>();

        public DbSet<Room> Rooms => db.Set<Room>();

        public DbSet<Practitioner> Practitioners => db.Set<Practitioner>();
    }
}

internal sealed class OrganisationConfiguration : IEntityTypeConfiguration<OrganisationSettings>, IEntityTypeConfiguration<OpeningHours>,
    IEntityTypeConfiguration<ClosedDay>, IEntityTypeConfiguration<Room>, IEntityTypeConfiguration<Practitioner>, IEntityTypeConfiguration<WorkingHours>, IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<OrganisationSettings> builder)
    {
        builder.ToTable("Organisation");
        builder.Ignore(settings => settings.Zone);
        builder.Property(settings => settings.ResponseHours).HasDefaultValue(24);
        builder.Property(settings => settings.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<OpeningHours> builder) => builder.ToTable("OpeningHours").HasKey(hours => hours.Day);

    public void Configure(EntityTypeBuilder<ClosedDay> builder) => builder.ToTable("ClosedDays").HasKey(day => day.Date);

    public void Configure(EntityTypeBuilder<Room> builder)
    {
        builder.ToTable("Rooms");
        builder.Property(room => room.InstructionsEnglish).HasMaxLength(RoomDirectory.LongestInstructions);
        builder.Property(room => room.InstructionsPolish).HasMaxLength(RoomDirectory.LongestInstructions);
        builder.Property(room => room.InstructionsMaltese).HasMaxLength(RoomDirectory.LongestInstructions);
        builder.Property(room => room.Id).ValueGeneratedNever();
        builder.Property(room => room.Letter).HasMaxLength(2);
        builder.HasIndex(room => room.Letter).IsUnique();
        builder.Property(room => room.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<Practitioner> builder)
    {
        builder.ToTable("Practitioners");
        builder.Property(practitioner => practitioner.Id).ValueGeneratedNever();
        builder.Property(practitioner => practitioner.WorkingName).HasMaxLength(100);
        builder.HasIndex(practitioner => practitioner.WorkingName).IsUnique();
        builder.HasMany(practitioner => practitioner.Hours).WithOne().HasForeignKey(hours => hours.PractitionerId);
        builder.HasMany(practitioner => practitioner.Absences).WithOne().HasForeignKey(absence => absence.PractitionerId);
        builder.Property(practitioner => practitioner.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<WorkingHours> builder)
    {
        builder.ToTable("PractitionerHours");
        builder.Property(hours => hours.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Absence> builder)
    {
        builder.ToTable("PractitionerAbsences");
        builder.Property(absence => absence.Id).ValueGeneratedNever();
    }
}
