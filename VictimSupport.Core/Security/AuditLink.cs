using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VictimSupport.Core.Security;

/// <summary>One link of the chain over the audit, made by the sealer after its row was committed.</summary>
public sealed class AuditLink
{
    /// <summary>Place in the chain, from 1 without gaps.</summary>
    public required long Position { get; init; }

    /// <summary>The row that stands here.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>The epoch of the key that made <see cref="Link"/>.</summary>
    public required int Epoch { get; init; }

    /// <summary>HMAC-SHA256 over the previous link, this place and the row's own code.</summary>
    public required byte[] Link { get; init; }

    /// <summary>What stands before the first link.</summary>
    internal static readonly byte[] Origin = new byte[32];

    internal static byte[] Next(byte[] key, ReadOnlySpan<byte> previous, long position, Guid entryId, long sequence, int epoch, ReadOnlySpan<byte> mac)
    {
        Span<byte> place = stackalloc byte[36];
        BinaryPrimitives.WriteInt64BigEndian(place, position);
        entryId.TryWriteBytes(place[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(place[24..], sequence);
        BinaryPrimitives.WriteInt32BigEndian(place[32..], epoch);
        byte[] content = [.. "victimsupport audit link 1"u8, .. previous, .. place, .. mac];
        return HMACSHA256.HashData(key, content);
    }
}
