using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

// The one permitted use of the cipher: every other one is an error (BannedSymbols.txt).
#pragma warning disable RS0030

namespace VictimSupport.Core.Security;

/// <summary>The one place that encrypts: <c>0x01 | key version(2) | nonce(12, random) | ciphertext | tag(16)</c>, AES-256-GCM.</summary>
internal static class SealedBytes
{
    private const byte Format = 1;
    private const int NonceAt = 3;
    private const int TextAt = NonceAt + 12;
    private const int TagLength = 16;
    private const int Bucket = 32;

    /// <summary>The associated data that binds sealed bytes to their place: table, column, row, subject and key version.</summary>
    public static byte[] Place(string table, string column, Guid rowId, Guid subjectId, ushort keyVersion) =>
        Encoding.UTF8.GetBytes($"{table}|{column}|{rowId:N}|{subjectId:N}|{keyVersion}");

    /// <summary>Seals bytes under a key of 32 bytes with a fresh random nonce.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ushort keyVersion, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> place)
    {
        var bytes = new byte[TextAt + plain.Length + TagLength];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), keyVersion);
        RandomNumberGenerator.Fill(bytes.AsSpan(NonceAt, 12));
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(bytes.AsSpan(NonceAt, 12), plain, bytes.AsSpan(TextAt, plain.Length), bytes.AsSpan(TextAt + plain.Length), place);
        return bytes;
    }

    /// <summary>Opens sealed bytes; throws <see cref="CryptographicException"/> when the key, the place or any byte is not what it was.</summary>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> place)
    {
        _ = VersionOf(bytes);
        var plain = new byte[bytes.Length - TextAt - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(bytes.Slice(NonceAt, 12), bytes[TextAt..^TagLength], bytes[^TagLength..], plain, place);
        return plain;
    }

    /// <summary>The version of the key that sealed these bytes; throws when they are not sealed bytes.</summary>
    public static ushort VersionOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= TextAt + TagLength && bytes[0] == Format
            ? BinaryPrimitives.ReadUInt16BigEndian(bytes[1..])
            : throw new CryptographicException("Not sealed bytes of a known format");

    /// <summary>A text as UTF-8, ended by 0x80 and filled with zeros to whole buckets of 32 bytes, so that its length says little.</summary>
    public static byte[] Pad(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var padded = new byte[((length / Bucket) + 1) * Bucket];
        Encoding.UTF8.GetBytes(text, padded);
        padded[length] = 0x80;
        return padded;
    }

    /// <summary>The text that was padded.</summary>
    public static string Unpad(ReadOnlySpan<byte> padded)
    {
        var end = padded.LastIndexOfAnyExcept((byte)0);
        return end >= 0 && padded[end] == 0x80 ? Encoding.UTF8.GetString(padded[..end]) : throw new CryptographicException("Not a padded text");
    }
}
