using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

public static class SchedulingTables
{
    extension(AppDb db)
    {
        public DbSet<Booking> Bookings => db.Set<Booking>();

        /// <summary>The bookings of the cases an actor may know of.</summary>
        public IQueryable<Booking> BookingsSeenBy(Actor actor)
        {
            var hidden = db.HiddenFrom(actor);
            return db.Set<Booking>().Where(booking => !hidden.Contains(booking.CaseId));
        }

        public DbSet<BookedSlot> BookedSlots => db.Set<BookedSlot>();

        public DbSet<BookingSeries> BookingSeries => db.Set<BookingSeries>();

        public DbSet<RoomBlock> RoomBlocks => db.Set<RoomBlock>();

        public DbSet<CalendarChange> CalendarChanges => db.Set<CalendarChange>();
    }
}

internal sealed class SchedulingConfiguration : IEntityTypeConfiguration<Booking>, IEntityTypeConfiguration<BookedSlot>,
    IEntityTypeConfiguration<BookingSeries>, IEntityTypeConfiguration<RoomBlock>, IEntityTypeConfiguration<CalendarChange>
{
    public void Configure(EntityTypeBuilder<Booking> builder)
    {
        builder.ToTable("Bookings");
        builder.Property(booking => booking.Id).ValueGeneratedNever();
        builder.Ignore(booking => booking.Taken);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(booking => booking.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(booking => booking.RoomId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Practitioner>().WithMany().HasForeignKey(booking => booking.PractitionerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<BookingSeries>().WithMany().HasForeignKey(booking => booking.SeriesId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(booking => booking.Start);
        builder.Property(booking => booking.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<BookedSlot> builder)
    {
        builder.ToTable("BookedSlots").HasKey(slot => new { slot.Kind, slot.ResourceId, slot.Start });
        builder.Property(slot => slot.Kind).HasConversion<int>();
    }

    public void Configure(EntityTypeBuilder<BookingSeries> builder)
    {
        builder.ToTable("BookingSeries");
        builder.Property(series => series.Id).ValueGeneratedNever();
        builder.Property(series => series.ZoneId).HasMaxLength(60);
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(series => series.CaseId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<RoomBlock> builder)
    {
        builder.ToTable("RoomBlocks");
        builder.Property(block => block.Id).ValueGeneratedNever();
        builder.Ignore(block => block.Range);
        builder.Property(block => block.ExternalEtag).HasMaxLength(200);
        builder.HasOne<Room>().WithMany().HasForeignKey(block => block.RoomId).OnDelete(DeleteBehavior.Restrict);
        // Google's instance ids may be long: 400 characters and the room stay below SQL Server's 1,700 bytes of a key.
        builder.Property(block => block.ExternalId).HasMaxLength(400).IsUnicode(false);
        builder.HasIndex(block => new { block.RoomId, block.ExternalId }).IsUnique();
        builder.HasIndex(block => new { block.RoomId, block.Start });
    }

    public void Configure(EntityTypeBuilder<CalendarChange> builder) => builder.ToTable("CalendarChanges").HasKey(change => change.Sequence);
}
