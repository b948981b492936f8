using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Outbox;

public static class OutboxTables
{
    extension(AppDb db)
    {
        public DbSet<OutboxMessage> OutboxMessages => db.Set<OutboxMessage>();

        /// <summary>The deliveries of the cases an actor may know of.</summary>
        public IQueryable<OutboxMessage> OutboxMessagesSeenBy(Actor actor)
        {
            var hidden = db.HiddenFrom(actor);
            return db.Set<OutboxMessage>().Where(message => !hidden.Contains(message.CaseId));
        }

        public DbSet<OutboxGate> OutboxGates => db.Set<OutboxGate>();
    }
}

internal sealed class OutboxConfiguration : IEntityTypeConfiguration<OutboxMessage>, IEntityTypeConfiguration<OutboxGate>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("OutboxMessages");
        builder.Property(message => message.Id).ValueGeneratedNever();
        builder.Property(message => message.ProblemCode).HasMaxLength(40);
        // Each kind once for each version of a booking, whoever plans it.
        builder.HasIndex(message => new { message.BookingId, message.Channel, message.BookingVersion, message.Kind }).IsUnique();
        builder.HasIndex(message => new { message.State, message.DueAt });
    }

    public void Configure(EntityTypeBuilder<OutboxGate> builder)
    {
        builder.ToTable("OutboxGates").HasKey(gate => gate.CaseId);
        builder.Property(gate => gate.CaseId).ValueGeneratedNever();
    }
}
