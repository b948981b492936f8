using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys;

/// <summary>Where keys, the verification key and the anchors of the audit lie; none may lie with the data or the backups.</summary>
public sealed class KeyPlaces
{
    /// <summary>The folder of the data.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder of the backups; null when none is set.</summary>
    public string? BackupDirectory { get; init; }

    /// <summary>The file of the key-encryption key and the index root.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Whether the key file may be made at first run: only in its default place, never where an administrator named one.</summary>
    public required bool MayCreateKeyFile { get; init; }

    /// <summary>The file that <c>audit verify</c> needs; written once, then moved off the machine.</summary>
    public required string VerificationFile { get; init; }

    /// <summary>The append-only file of the audit's heads.</summary>
    public required string AnchorFile { get; init; }

    /// <summary>Reads the places from the settings; throws <see cref="SettingException"/> when one lies under the data or the backups.</summary>
    public static KeyPlaces From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var root = configuration[HostDefaults.ContentRootKey] is { Length: > 0 } contentRoot ? contentRoot : Directory.GetCurrentDirectory();
        var data = Full(root, configuration["Database:Directory"] is { Length: > 0 } set ? set : "data");
        var folder = Path.Combine(Path.GetDirectoryName(data.TrimEnd(Path.DirectorySeparatorChar)) ?? root, "keys");
        var (setting, named) = Named(configuration);
        var places = new KeyPlaces
        {
            DataDirectory = data,
            BackupDirectory = configuration["Backup:Directory"] is { Length: > 0 } backup ? Full(root, backup) : null,
            KeyFile = named is null ? Path.Combine(folder, "victimsupport.key") : Full(root, named),
            MayCreateKeyFile = named is null || setting == "Keys:File",
            VerificationFile = Full(root, configuration["Audit:VerificationKeyFile"] is { Length: > 0 } verification ? verification : Path.Combine(folder, "audit-verification.key")),
            AnchorFile = Full(root, configuration["Audit:AnchorFile"] is { Length: > 0 } anchors ? anchors : Path.Combine(folder, "audit-anchors.txt")),
        };
        places.Refuse(setting, places.KeyFile, "The key would be stolen or lost together with the data it protects.");
        places.Refuse("Audit:VerificationKeyFile", places.VerificationFile, "Who can change the data could then change the audit unnoticed.");
        places.Refuse("Audit:AnchorFile", places.AnchorFile, "Who can change the data could then change the audit unnoticed.");
        return places;
    }

    private static (string Setting, string? Path) Named(IConfiguration configuration)
    {
        if (configuration["Keys:File"] is { Length: > 0 } file)
        {
            return ("Keys:File", file);
        }

        if ((configuration["VICTIMSUPPORT_KEY_FILE"] ?? Environment.GetEnvironmentVariable("VICTIMSUPPORT_KEY_FILE")) is { Length: > 0 } variable)
        {
            return ("VICTIMSUPPORT_KEY_FILE", variable);
        }

        return Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } credentials
            && Path.Combine(credentials, "victimsupport-key") is var credential && File.Exists(credential)
            ? ("CREDENTIALS_DIRECTORY", credential)
            : ("Keys:File", null);
    }

    private void Refuse(string setting, string file, string why)
    {
        foreach (var (folder, name) in new[] { (DataDirectory, "data"), (BackupDirectory, "backup") })
        {
            if (folder is not null && (Lies(file, folder) || Lies(Resolved(file), Resolved(folder))))
            {
                throw new SettingException(setting, $"'{file}' lies under the {name} folder '{folder}'. {why}", $"Move the file to another folder, readable by this program alone, and set {setting} to it.");
            }
        }
    }

    private static bool Lies(string file, string folder) =>
        Path.GetRelativePath(folder, file) is var relative && relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative);

    private static string Resolved(string path)
    {
        var link = (FileSystemInfo)(Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path));
        var target = link.Exists ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;
        return Path.GetDirectoryName(target) is { } parent ? Path.Combine(Resolved(parent), Path.GetFileName(target)) : target;
    }

    private static string Full(string root, string path) => Path.GetFullPath(path, Path.GetFullPath(root));
}
