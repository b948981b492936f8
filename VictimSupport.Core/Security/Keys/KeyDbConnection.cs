using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys;

/// <summary>Where the key database is: <c>ConnectionStrings:Keys</c>, or <c>keys.db</c> in the data folder for SQLite.</summary>
internal static class KeyDbConnection
{
    public static void Configure(DbContextOptionsBuilder options, IConfiguration configuration, KeyPlaces places)
    {
        var (provider, connection) = Of(configuration, places);
        options.UseDatabase(provider, connection);
    }

    public static (DatabaseProvider Provider, string Connection) Of(IConfiguration configuration, KeyPlaces places)
    {
        var provider = DatabaseOptions.From(configuration).Provider;
        return (provider, ConnectionString(configuration, places, provider));
    }

    private static string ConnectionString(IConfiguration configuration, KeyPlaces places, DatabaseProvider provider)
    {
        var set = configuration.GetConnectionString("Keys");
        if (set is { Length: > 0 })
        {
            return set == configuration.GetConnectionString("Data")
                ? throw new SettingException("ConnectionStrings:Keys", "It is the same as ConnectionStrings:Data.", "Give the wrapped keys a database of their own, with backups of their own.")
                : set;
        }

        if (provider != DatabaseProvider.Sqlite)
        {
            throw new SettingException("ConnectionStrings:Keys", "It is not set.", $"Set it to an empty database on the {provider} server, another one than ConnectionStrings:Data.");
        }

        OwnFolder.Make(places.DataDirectory, "Database:Directory");
        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(places.DataDirectory, "keys.db") }.ConnectionString;
    }
}
