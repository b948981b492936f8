using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace VictimSupport.Core.Data;

/// <summary>Applies the migrations a database lacks.</summary>
internal static class Upgrading
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Brings the database of a context up to date; several servers may do so at once, and one killed half way holds up nobody.</summary>
    public static async Task ApplyAsync(DbContext db, CancellationToken cancellationToken)
    {
        // Asked first, because migrating takes EF's lock even when there is nothing to do.
        if (!(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            return;
        }

        if (db.Database.GetDbConnection() is not SqliteConnection { DataSource: { Length: > 0 } file } || file == ":memory:")
        {
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        // On SQLite EF's lock is a row: who is killed while holding it leaves it, and every later start would wait for ever.
        // The operating system gives a file back, and who holds this one knows that such a row belongs to the dead.
        await using var turn = await TakeTurnAsync(file + ".upgrade", cancellationToken);
        if (File.Exists(file) && (await db.Database.SqlQuery<int>($"SELECT 1 AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").ToListAsync(cancellationToken)).Count > 0)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
        }

        await db.Database.MigrateAsync(cancellationToken);
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                // Another server upgrades at this moment.
            }

            await Task.Delay(Look, cancellationToken);
        }
    }
}
