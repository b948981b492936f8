using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace VictimSupport.Core.Data;

/// <summary>The first touch of a database at start: what is wrong with its setting is told with the cure and not as a crash.</summary>
internal static class DatabaseReach
{
    /// <summary>Applies the migrations; a database that cannot be reached, entered or read throws <see cref="SettingException"/>.</summary>
    public static async Task MigrateAsync(Func<DbContext> open, string setting, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = open();
            await Upgrading.ApplyAsync(db, cancellationToken);
        }
        catch (ArgumentException)
        {
            // Not repeated: the text holds a password.
            throw new SettingException(setting, "It is not a connection string that this provider understands.", "See appsettings.example.json, and check Database:Provider.");
        }
        catch (Exception exception) when (Reason(exception) is { } reason)
        {
            throw new SettingException(setting, $"The database cannot be used: {reason.TrimEnd('.')}.", "Check server, database, user name and password; the user must be allowed to make tables.");
        }
    }

    private static string? Reason(Exception? exception) => exception switch
    {
        null => null,
        DbException database => database.InnerException is System.Net.Sockets.SocketException socket ? socket.Message : database.Message,
        _ => Reason(exception.InnerException),
    };
}
