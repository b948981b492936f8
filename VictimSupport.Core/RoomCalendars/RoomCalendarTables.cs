using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>How far the event of a booking in one calendar has come.</summary>
public enum CopyState
{
    /// <summary>About to be written; it may or may not be there.</summary>
    Intended,
    Present,

    /// <summary>About to be removed; it may or may not be there.</summary>
    Removing,
    Removed,
}

/// <summary>The event of a booking in one calendar, as this product last wrote it.</summary>
public sealed class CalendarCopy
{
    public required Guid Id { get; init; }

    public required Guid BookingId { get; init; }

    public required string Address { get; init; }

    public required string EventId { get; set; }

    public int Generation { get; set; }

    public string? Etag { get; set; }

    public string? Hash { get; set; }

    public CopyState State { get; set; }
}

/// <summary>How far reading a room's outside calendar has come, and what the last look gave.</summary>
public sealed class RoomCalendarState
{
    public required Guid RoomId { get; init; }

    public string? Address { get; set; }

    /// <summary>Saved with the changes it stands for; null asks for a full look.</summary>
    public string? SyncToken { get; set; }

    /// <summary>The last successful look, UTC.</summary>
    public Instant? PulledAt { get; set; }

    public Instant? NextPullAt { get; set; }

    /// <summary>The last comparison of both sides, UTC.</summary>
    public Instant? ReconciledAt { get; set; }

    public DeliveryProblem? Problem { get; set; }

    public string? ProblemCode { get; set; }

    public Instant? ProblemSince { get; set; }

    public int FailedPulls { get; set; }

    public int DriftMissing { get; set; }

    public int DriftDifferent { get; set; }

    public int DriftLeftOver { get; set; }

    public int DriftBlocks { get; set; }

    public int Version { get; set; } = 1;
}

/// <summary>What somebody did in a room's outside calendar that contradicts a booking.</summary>
public enum CalendarConflictKind
{
    /// <summary>The booking's own event was moved.</summary>
    Moved,

    /// <summary>The booking's own event was removed.</summary>
    Removed,

    /// <summary>The booking's own event was given other words or marks.</summary>
    Edited,

    /// <summary>Somebody else's event lies over the booking.</summary>
    Overlap,
}

public enum CalendarConflictState
{
    Open,
    Accepted,
    Restored,

    /// <summary>The contradiction went away by itself.</summary>
    Gone,
}

/// <summary>A contradiction between a booking and its room's outside calendar, for a coordinator to decide; never with a title.</summary>
public sealed class CalendarConflict
{
    public required Guid Id { get; init; }

    public required Guid BookingId { get; init; }

    public required Guid RoomId { get; set; }

    public required string ExternalId { get; init; }

    /// <summary>Names the outside change, so that one decided change is never proposed twice.</summary>
    public required string Stamp { get; set; }

    public required CalendarConflictKind Kind { get; set; }

    public CalendarConflictState State { get; set; } = CalendarConflictState.Open;

    /// <summary>Times of the outside event, UTC; null when it was removed.</summary>
    public Instant? Start { get; set; }

    public Instant? End { get; set; }

    public required Instant FoundAt { get; set; }

    public Instant? DecidedAt { get; set; }
}

public static class RoomCalendarTables
{
    extension(AppDb db)
    {
        public DbSet<CalendarCopy> CalendarCopies => db.Set<CalendarCopy>();

        public DbSet<RoomCalendarState> RoomCalendarStates => db.Set<RoomCalendarState>();

        public DbSet<CalendarConflict> CalendarConflicts => db.Set<CalendarConflict>();
    }
}

internal sealed class RoomCalendarConfiguration : IEntityTypeConfiguration<CalendarCopy>, IEntityTypeConfiguration<RoomCalendarState>, IEntityTypeConfiguration<CalendarConflict>
{
    public void Configure(EntityTypeBuilder<CalendarCopy> builder)
    {
        builder.ToTable("CalendarCopies");
        builder.Property(copy => copy.Id).ValueGeneratedNever();
        builder.Property(copy => copy.Address).HasMaxLength(300).IsUnicode(false);
        builder.Property(copy => copy.EventId).HasMaxLength(60).IsUnicode(false);
        builder.Property(copy => copy.Hash).HasMaxLength(64).IsUnicode(false);
        builder.Property(copy => copy.Etag).HasMaxLength(200);
        builder.HasIndex(copy => new { copy.BookingId, copy.Address }).IsUnique();
        builder.HasIndex(copy => new { copy.Address, copy.EventId }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<RoomCalendarState> builder)
    {
        builder.ToTable("RoomCalendarStates").HasKey(state => state.RoomId);
        builder.Property(state => state.RoomId).ValueGeneratedNever();
        builder.Property(state => state.SyncToken).HasMaxLength(2000).IsUnicode(false);
        builder.Property(state => state.ProblemCode).HasMaxLength(40);
        builder.Property(state => state.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<CalendarConflict> builder)
    {
        builder.ToTable("CalendarConflicts");
        builder.Property(conflict => conflict.Id).ValueGeneratedNever();
        builder.Property(conflict => conflict.ExternalId).IsUnicode(false);
        builder.HasIndex(conflict => new { conflict.BookingId, conflict.ExternalId }).IsUnique();
        builder.HasIndex(conflict => new { conflict.State, conflict.RoomId });
    }
}
