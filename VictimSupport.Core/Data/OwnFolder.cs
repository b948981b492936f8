namespace VictimSupport.Core.Data;

/// <summary>Folders that only this program's user may enter.</summary>
internal static class OwnFolder
{
    /// <summary>Makes a folder and what lacks above it; one that is there stays as it is. Throws <see cref="SettingException"/> with the setting that named it.</summary>
    public static void Make(string path, string setting)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, setting, exception);
        }
    }

    /// <summary>What to tell of a file or folder that cannot be made, read or written.</summary>
    public static SettingException Refused(string path, string setting, Exception exception) => new(
        setting,
        $"'{path}' cannot be used ({(exception is UnauthorizedAccessException ? "permission denied" : exception.GetType().Name)}).",
        $"Make its folder writable for the user who runs the program, or set {setting} to another place.");
}
