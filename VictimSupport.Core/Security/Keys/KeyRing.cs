using System.Security.Cryptography;
using System.Text;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys;

/// <summary>The key-encryption keys by version and the root of the index keys; held in memory, kept in a file away from the data.</summary>
public sealed class KeyRing
{
    private readonly SortedDictionary<ushort, byte[]> _keys;
    private readonly byte[] _indexRoot;

    internal KeyRing(SortedDictionary<ushort, byte[]> keys, byte[] indexRoot)
    {
        _keys = keys;
        _indexRoot = indexRoot;
    }

    /// <summary>The version of the key that wraps from now on.</summary>
    internal ushort CurrentVersion => _keys.Keys.Last();

    /// <summary>Wraps a key or another secret of the key database, bound to its place.</summary>
    internal byte[] Wrap(ReadOnlySpan<byte> secret, string table, Guid subjectId) =>
        SealedBytes.Seal(_keys[CurrentVersion], CurrentVersion, secret, SealedBytes.Place(table, "Wrapped", subjectId, subjectId, CurrentVersion));

    /// <summary>Unwraps what <see cref="Wrap"/> made; throws <see cref="CryptographicException"/> when it was made elsewhere or changed.</summary>
    internal byte[] Unwrap(ReadOnlySpan<byte> wrapped, string table, Guid subjectId)
    {
        var version = SealedBytes.VersionOf(wrapped);
        return _keys.TryGetValue(version, out var key)
            ? SealedBytes.Open(key, wrapped, SealedBytes.Place(table, "Wrapped", subjectId, subjectId, version))
            : throw new CryptographicException($"The key file holds no key of version {version}");
    }

    /// <summary>The key of one kind of blind index, derived by its label.</summary>
    internal byte[] IndexKey(string label) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _indexRoot, 32, info: Encoding.UTF8.GetBytes("victimsupport index " + label));

    /// <summary>Loads the key file, or makes it where that is allowed; throws <see cref="SettingException"/> with the cure.</summary>
    public static KeyRing LoadOrCreate(KeyPlaces places)
    {
        ArgumentNullException.ThrowIfNull(places);
        if (!File.Exists(places.KeyFile))
        {
            if (!places.MayCreateKeyFile)
            {
                throw new SettingException("Keys:File", $"There is no key file '{places.KeyFile}'.", "Put the key there (from the sealed paper copy), or remove the setting to let the program make a new one.");
            }

            SecretFile.CreateOnce(places.KeyFile, KeyFile.Write(1, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32)), "Keys:File");
        }

        SecretFile.DemandPrivate(places.KeyFile, "Keys:File");
        try
        {
            return KeyFile.Read(places.KeyFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw OwnFolder.Refused(places.KeyFile, "Keys:File", exception);
        }
    }
}
