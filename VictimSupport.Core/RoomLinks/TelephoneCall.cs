using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.RoomLinks;

/// <summary>How a call in place of a mail ended.</summary>
public enum TelephoneCallResult
{
    /// <summary>The client knows; the script is done.</summary>
    Told,

    /// <summary>Nobody safe to talk to answered; the script stays in the list.</summary>
    NotReached,

    /// <summary>The client was told in another way, or need not be told any more; the script is done.</summary>
    NotNeeded,
}

/// <summary>One call that was made because a message could not be mailed; never what was said.</summary>
public sealed class TelephoneCall
{
    public required Guid Id { get; init; }

    /// <summary>The outbox message in whose place it was made.</summary>
    public required Guid MessageId { get; init; }

    public required Guid BookingId { get; init; }

    public required TelephoneCallResult Result { get; init; }

    public required Instant At { get; init; }

    /// <summary>The account of whoever rang.</summary>
    public required Guid AccountId { get; init; }
}

public static class RoomLinkTables
{
    extension(AppDb db)
    {
        public DbSet<TelephoneCall> TelephoneCalls => db.Set<TelephoneCall>();
    }
}

internal sealed class TelephoneCallConfiguration : IEntityTypeConfiguration<TelephoneCall>
{
    public void Configure(EntityTypeBuilder<TelephoneCall> builder)
    {
        builder.ToTable("TelephoneCalls");
        builder.Property(call => call.Id).ValueGeneratedNever();
        builder.HasIndex(call => call.MessageId);
    }
}
