using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace VictimSupport.Core.Data;

/// <summary>The database servers the product runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
    Postgres,
}

/// <summary>Where the data are kept: <c>Database:Provider</c>, <c>Database:Directory</c>, <c>ConnectionStrings:Data</c>.</summary>
public sealed record DatabaseOptions(DatabaseProvider Provider, string Directory, string DataConnection)
{
    /// <summary>Reads and checks the settings; the embedded database is the default, a server needs its connection string.</summary>
    public static DatabaseOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var provider = ReadProvider(configuration);
        var root = configuration[HostDefaults.ContentRootKey] is { Length: > 0 } contentRoot ? contentRoot : System.IO.Directory.GetCurrentDirectory();
        var directory = Path.GetFullPath(configuration["Database:Directory"] is { Length: > 0 } set ? set : "data", Path.GetFullPath(root));
        var connection = configuration.GetConnectionString("Data");
        if (string.IsNullOrWhiteSpace(connection))
        {
            if (provider != DatabaseProvider.Sqlite)
            {
                throw new SettingException("ConnectionStrings:Data", $"is missing, and {provider} needs it.", "Set it to the connection string of the data's database, or set Database:Provider to Sqlite.");
            }

            connection = $"Data Source={Path.Combine(directory, "victimsupport.db")}";
        }

        return new DatabaseOptions(provider, directory, connection);
    }

    private static DatabaseProvider ReadProvider(IConfiguration configuration)
    {
        var text = configuration["Database:Provider"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return DatabaseProvider.Sqlite;
        }

        return Enum.TryParse<DatabaseProvider>(text, ignoreCase: true, out var provider) && Enum.IsDefined(provider) && !int.TryParse(text, out _)
            ? provider
            : throw new SettingException("Database:Provider", $"does not know \"{text}\".", "Use Sqlite, SqlServer or Postgres.");
    }
}
