using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace VictimSupport.Core.Security;

/// <summary>
/// The type that says secret: the sealed bytes of a value of type <typeparamref name="T"/>. It can be stored and carried about, and opened by
/// <see cref="ClientVault"/> alone (<c>0x01 | key version(2) | nonce(12) | ciphertext | tag(16)</c>, AES-256-GCM).
/// </summary>
public sealed class Sealed<T>
{
    private readonly byte[] _bytes;

    internal Sealed(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    internal byte[] ToArray() => _bytes;

    public override string ToString() => "sealed";
}

internal static class SealedColumns
{
    /// <summary>Maps a sealed property to plain bytes; the database never sees more.</summary>
    public static PropertyBuilder<TSealed> IsSealed<TSealed>(this PropertyBuilder<TSealed> property, int maximumBytes = 1024)
        where TSealed : class? =>
        property.HasConversion(new ValueConverter<Sealed<string>, byte[]>(value => value.ToArray(), bytes => new Sealed<string>(bytes))).HasMaxLength(maximumBytes);
}
