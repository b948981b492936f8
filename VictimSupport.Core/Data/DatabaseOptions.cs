namespace VictimSupport.Core.Data;

/// <summary>The database servers the product runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
    Postgres,
}

/// <summary>Where the data are kept; section <c>Database</c> and <c>ConnectionStrings:Data</c> / <c>ConnectionStrings:Keys</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The kind of database; SQLite, embedded, unless set.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>The folder of embedded databases and outgoing files; relative to the content root unless rooted.</summary>
    public string Directory { get; set; } = "data";

    /// <summary>Connection string of the data; for SQLite a file in <see cref="Directory"/> unless set.</summary>
    public string? DataConnection { get; set; }

    /// <summary>Connection string of the wrapped keys, always another database than the data.</summary>
    public string? KeysConnection { get; set; }
}
