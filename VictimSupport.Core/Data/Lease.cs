using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace VictimSupport.Core.Data;

/// <summary>Work that one server at a time may do, by name, until an instant.</summary>
public sealed class Lease
{
    /// <summary>The work, e.g. <c>audit-sealer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who holds it: unique to a process, see <see cref="Leases.NewOwner"/>.</summary>
    public required string Owner { get; set; }

    /// <summary>The instant (UTC) from which anybody may take it.</summary>
    public required Instant Until { get; set; }
}

internal sealed class LeaseConfiguration : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> builder)
    {
        builder.ToTable("Leases");
        builder.HasKey(lease => lease.Name);
        builder.Property(lease => lease.Name).HasMaxLength(100).IsUnicode(false);
        builder.Property(lease => lease.Owner).HasMaxLength(100).IsUnicode(false);
    }
}

/// <summary>
/// Named leases in the data, the same on every provider. A lease only spares work done twice: what must never be done twice
/// needs a unique key or a version as well, because a stopped process may wake after its lease has run out.
/// </summary>
public sealed class Leases(IDbContextFactory<AppDb> databases, TimeProvider time)
{
    /// <summary>A name for this holder that no other process or instance has.</summary>
    public static string NewOwner() => $"{Environment.MachineName[..Math.Min(40, Environment.MachineName.Length)]}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Takes or prolongs a lease from now for a duration; false while somebody else holds it.</summary>
    public async Task<bool> TryTakeAsync(string name, string owner, Duration duration, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.Now;
        var until = now + duration;
        var taken = await db.Set<Lease>()
            .Where(lease => lease.Name == name && (lease.Owner == owner || lease.Until <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, owner).SetProperty(lease => lease.Until, until), cancellationToken);
        if (taken == 1)
        {
            return true;
        }

        if (await db.Set<Lease>().AnyAsync(lease => lease.Name == name, cancellationToken))
        {
            return false;
        }

        db.Add(new Lease { Name = name, Owner = owner, Until = until });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Makes the row of <see cref="TakeTurnAsync"/>; to be called at start.</summary>
    public async Task EnsureTurnAsync(string name, CancellationToken cancellationToken = default) => await TryTakeAsync(name, "turn", Duration.Zero, cancellationToken);

    /// <summary>
    /// Lets transactions that may not overlap come one after the other on every provider: each writes the same row first and holds it to its end.
    /// Throws when <see cref="EnsureTurnAsync"/> never made the row.
    /// </summary>
    public static async Task TakeTurnAsync(AppDb db, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.Set<Lease>().Where(lease => lease.Name == name).ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, "turn"), cancellationToken) == 0)
        {
            throw new InvalidOperationException($"There is no row for the turn '{name}'");
        }
    }

    /// <summary>Gives a lease back so that another server need not wait for its end; nothing happens when it is not held.</summary>
    public async Task ReleaseAsync(string name, string owner, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<Lease>().Where(lease => lease.Name == name && lease.Owner == owner).ExecuteDeleteAsync(cancellationToken);
    }
}
