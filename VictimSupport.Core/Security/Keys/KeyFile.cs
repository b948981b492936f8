using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys;

/// <summary>
/// The key file: short lines of hexadecimal groups that can be copied by hand on paper, each with a check of its own.
/// <c>kek VERSION GROUPS CHECK</c> (one for each version, the highest wraps) and <c>index GROUPS CHECK</c>.
/// </summary>
internal static class KeyFile
{
    private const string Header = "# Key of VictimSupport. Keep a copy on paper, in a sealed envelope, away from this machine. Never keep it with the data.";

    public static string Write(ushort version, byte[] key, byte[] indexRoot) =>
        string.Join('\n', Header, Line($"kek {version}", key), Line("index", indexRoot), "");

    public static KeyRing Read(string path)
    {
        var keys = new SortedDictionary<ushort, byte[]>();
        byte[]? index = null;
        foreach (var line in File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["kek", var version, ..] && ushort.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                keys[number] = Bytes(path, words[2..], $"kek {number}");
            }
            else if (words is ["index", ..])
            {
                index = Bytes(path, words[1..], "index");
            }
        }

        return keys.Count > 0 && index is not null ? new KeyRing(keys, index) : throw Damaged(path, "a line 'kek' or 'index' is missing");
    }

    /// <summary>One secret of 32 bytes as a line: a name, sixteen groups of four hexadecimal digits, and a check of four.</summary>
    public static string Line(string name, byte[] secret) =>
        $"{name} {string.Join(' ', Convert.ToHexStringLower(secret).Chunk(4).Select(group => new string(group)))} {Check(name, secret)}";

    public static byte[] Bytes(string path, string[] groups, string name)
    {
        if (groups.Length == 17)
        {
            try
            {
                var secret = Convert.FromHexString(string.Concat(groups[..16]));
                if (secret.Length == 32 && Check(name, secret) == groups[16])
                {
                    return secret;
                }
            }
            catch (FormatException)
            {
                // Told below, with every other damage.
            }
        }

        throw Damaged(path, $"the line '{name}' is not what was written (one digit is wrong or missing)");
    }

    private static string Check(string name, byte[] secret) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes("victimsupport check " + name), .. secret]))[..4];

    private static SettingException Damaged(string path, string what) =>
        new("Keys:File", $"The key file '{path}' is damaged: {what}.", "Restore it from the sealed paper copy; nothing in the data is lost.");
}

/// <summary>Files that only this program's user may read.</summary>
internal static class SecretFile
{
    /// <summary>Writes a file of mode 0400 whole, or leaves the one that is there.</summary>
    public static void CreateOnce(string path, string content, string setting)
    {
        OwnFolder.Make(Path.GetDirectoryName(path)!, setting);
        try
        {
            Create(path, content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw OwnFolder.Refused(path, setting, exception);
        }
    }

    /// <summary>Refuses a secret that other users of the machine may read or change.</summary>
    public static void DemandPrivate(string path, string setting)
    {
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new SettingException(setting, $"Others on this machine may read or change '{path}'.", $"Give it to the user who runs the program and take the others' rights: chmod 400 '{path}'");
        }
    }

    private static void Create(string path, string content)
    {
        var unfinished = path + "." + Guid.NewGuid().ToString("N");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead;
        }

        using (var stream = new FileStream(unfinished, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(unfinished);
        }
    }
}
