using Microsoft.EntityFrameworkCore;

namespace VictimSupport.Core.Security.Keys;

internal static class KeyDbFiles
{
    /// <summary>Makes SQLite forget deleted and replaced rows now: until a checkpoint they stay in its write-ahead log.</summary>
    public static void Forget(KeyDb db)
    {
        if (db.Database.IsSqlite())
        {
            db.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /// <inheritdoc cref="Forget"/>
    public static async Task ForgetAsync(KeyDb db, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
        }
    }
}
