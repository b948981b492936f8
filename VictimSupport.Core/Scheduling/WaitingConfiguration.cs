using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

public static class WaitingTables
{
    extension(AppDb db)
    {
        public DbSet<WaitingEntry> WaitingEntries => db.Set<WaitingEntry>();

        /// <summary>The entries that still wait, of the cases an actor may know of.</summary>
        public IQueryable<WaitingEntry> WaitingSeenBy(Actor actor)
        {
            var hidden = db.HiddenFrom(actor);
            return db.Set<WaitingEntry>().Where(entry => entry.State == WaitingState.Waiting && !hidden.Contains(entry.CaseId));
        }
    }
}

/// <summary>The name under which the sealed note is bound to its bytes; a rename would make it unreadable.</summary>
internal static class WaitingColumns
{
    public static readonly SealedColumn Note = new("WaitingEntries", "Note");
}

internal sealed class WaitingConfiguration : IEntityTypeConfiguration<WaitingEntry>
{
    public void Configure(EntityTypeBuilder<WaitingEntry> builder)
    {
        builder.ToTable("WaitingEntries");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Hours).IsUnicode(false);
        builder.Property(entry => entry.Note).IsSealed(4096);
        builder.Property(entry => entry.ByName).HasMaxLength(200);
        builder.Property(entry => entry.Version).IsConcurrencyToken();
        builder.HasOne<SupportCase>().WithMany().HasForeignKey(entry => entry.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Practitioner>().WithMany().HasForeignKey(entry => entry.PractitionerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(entry => new { entry.State, entry.Since });
    }
}
