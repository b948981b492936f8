using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>A head of the chain that was written outside the data: up to here nothing can vanish unnoticed.</summary>
public sealed record AuditAnchor(Instant At, long Position, string Link);

/// <summary>The append-only file of the chain's heads: one line each, <c>instant position link</c>.</summary>
public sealed class AuditAnchors(KeyPlaces places)
{
    /// <summary>Throws <see cref="SettingException"/> when no head could be written, so that nobody believes in a proof that is not kept.</summary>
    internal void DemandWritable()
    {
        OwnFolder.Make(Path.GetDirectoryName(places.AnchorFile)!, "Audit:AnchorFile");
        try
        {
            using var stream = new FileStream(places.AnchorFile, Options());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw OwnFolder.Refused(places.AnchorFile, "Audit:AnchorFile", exception);
        }
    }

    /// <summary>Appends a head and waits until it is on the disk.</summary>
    internal void Append(Instant at, AuditLink head)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(places.AnchorFile)!);
        var isCut = EndsInsideALine();
        using var stream = new FileStream(places.AnchorFile, Options());
        stream.Write(Encoding.ASCII.GetBytes($"{(isCut ? "\n" : "")}{InstantPattern.ExtendedIso.Format(at)} {head.Position.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(head.Link)}\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>All heads, oldest first; a line cut off by a crash is left out, a file that is not there is empty.</summary>
    internal IReadOnlyList<AuditAnchor> Read()
    {
        if (!File.Exists(places.AnchorFile))
        {
            return [];
        }

        using var stream = new FileStream(places.AnchorFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return [.. reader.ReadToEnd().Split('\n').Select(Parse).OfType<AuditAnchor>()];
    }

    /// <summary>The last position written; 0 before the first.</summary>
    internal long LastPosition() => Read() is [.., var last] ? last.Position : 0;

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    // A crash may have cut the last line: the next must not be lost with it.
    private bool EndsInsideALine()
    {
        if (!File.Exists(places.AnchorFile))
        {
            return false;
        }

        using var stream = new FileStream(places.AnchorFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (stream.Length == 0)
        {
            return false;
        }

        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != '\n';
    }

    private static AuditAnchor? Parse(string line) =>
        line.Split(' ') is [var at, var position, { Length: 64 } link]
        && InstantPattern.ExtendedIso.Parse(at) is { Success: true } instant
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new AuditAnchor(instant.Value, number, link)
            : null;
}
