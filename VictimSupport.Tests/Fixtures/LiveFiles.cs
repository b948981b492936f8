namespace VictimSupport.Tests.Fixtures;

/// <summary>Reads files that a program has open and may take away at any moment, as SQLite does with its write-ahead log.</summary>
internal static class LiveFiles
{
    /// <summary>The files of a folder and what is below it, each with its bytes, at a moment at which none of them went away.</summary>
    public static IReadOnlyList<(string Path, byte[] Bytes)> Read(string folder, Func<string, bool> wanted)
    {
        while (true)
        {
            try
            {
                return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(wanted).Order(StringComparer.Ordinal).Select(path => (path, Bytes(path)))];
            }
            catch (FileNotFoundException)
            {
                // Its bytes are in another file now, which may have been read before: all of them again.
            }
        }
    }

    private static byte[] Bytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
