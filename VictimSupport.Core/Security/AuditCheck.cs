using System.Security.Cryptography;
using NodaTime;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>The pure check of audit rows in the order of the chain; each method returns what is wrong, or null.</summary>
internal sealed class AuditCheck(byte[] seed, LocalDate firstDay, LocalDate today, IReadOnlyList<AuditAnchor> anchors)
{
    private readonly List<byte[]> _keys = [AuditKeys.Derive(seed, 0)];
    private readonly ILookup<long, AuditAnchor> _anchors = anchors.ToLookup(anchor => anchor.Position);
    private byte[] _previous = AuditLink.Origin;
    private int _epoch;

    public long Linked { get; private set; }

    public long Unlinked { get; private set; }

    public string? Link(RawAuditRow row)
    {
        var place = $"position {row.Position}, row {row.EntryId}";
        if (row.Position == Linked)
        {
            return $"{place}: the row stands in the audit twice, as sequence {row.Sequence} too";
        }

        if (row.Position != Linked + 1)
        {
            return $"position {Linked + 1}: its link was removed";
        }

        if (row.Sequence is null)
        {
            return $"{place}: the row was removed";
        }

        var problem = Row(row) ?? Chain(row);
        if (problem is not null)
        {
            return $"{place}, sequence {row.Sequence}: {problem}";
        }

        (Linked, _previous, _epoch) = (row.Position, row.Link, Math.Max(_epoch, row.LinkEpoch));
        return _anchors[row.Position].Any(anchor => anchor.Link != Convert.ToHexStringLower(row.Link))
            ? $"{place}, sequence {row.Sequence}: the chain up to here is not the one whose head was written outside"
            : null;
    }

    /// <summary>After the last link: the chain must reach the last head outside.</summary>
    public string? End() =>
        anchors.Count > 0 && anchors.Max(anchor => anchor.Position) is var last && last > Linked
            ? $"position {Linked + 1}: this and all later rows up to position {last} were removed (a head outside the data proves them)"
            : null;

    /// <summary>A row that is not in the chain yet.</summary>
    public string? Tail(RawAuditRow row)
    {
        Unlinked++;
        return Row(row) is { } problem ? $"row {row.EntryId}, sequence {row.Sequence}: {problem}" : null;
    }

    private string? Row(RawAuditRow row)
    {
        if (row.Entry() is not { } entry || row.Mac is null || Key(entry.Epoch) is not { } key)
        {
            return "the row was changed";
        }

        if (!CryptographicOperations.FixedTimeEquals(entry.Mac(key), row.Mac))
        {
            return "the row was changed or inserted";
        }

        // A stolen key of today must not make rows of the past: a row's date and epoch belong together (a day apart at midnight).
        var day = Instant.FromUnixTimeMilliseconds(entry.At).InUtc().Date;
        return Math.Abs(Period.DaysBetween(firstDay, day) - entry.Epoch) > 1 ? "the row's date is not one of its key" : null;
    }

    private string? Chain(RawAuditRow row)
    {
        if (row.LinkEpoch < _epoch - 1 || Key(row.LinkEpoch) is not { } key)
        {
            return "its link was changed";
        }

        var expected = AuditLink.Next(key, _previous, row.Position, row.EntryId, row.Sequence!.Value, row.LinkEpoch, row.Mac!);
        return CryptographicOperations.FixedTimeEquals(expected, row.Link) ? null : "its link was changed, or the rows before it were removed, inserted or reordered";
    }

    private byte[]? Key(int epoch)
    {
        if (epoch < 0 || epoch > Period.DaysBetween(firstDay, today) + 1)
        {
            return null;
        }

        while (_keys.Count <= epoch)
        {
            _keys.Add(AuditKeys.Ratchet(_keys[^1]));
        }

        return _keys[epoch];
    }
}
