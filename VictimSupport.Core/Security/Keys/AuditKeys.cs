using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys;

/// <summary>The key of one epoch of the audit.</summary>
internal sealed record AuditKey(int Epoch, byte[] Key);

/// <summary>
/// The audit's key, ratcheted each day (UTC) by HKDF and then forgotten: who steals today's key cannot rewrite yesterday.
/// All servers share the one row of the key database; the seed goes to the verification file only.
/// </summary>
internal sealed class AuditKeys(IDbContextFactory<KeyDb> databases, KeyRing ring, KeyPlaces places, TimeProvider time)
{
    private const string Table = "AuditEpochs";
    private readonly Lock _lock = new();
    private AuditKey? _current;
    private LocalDate _checkedOn;

    /// <summary>The key of today's epoch; reads the key database once a day.</summary>
    public AuditKey Current()
    {
        var today = time.Now.InUtc().Date;
        lock (_lock)
        {
            if (_current is null || _checkedOn != today)
            {
                var key = Load(today);
                CryptographicOperations.ZeroMemory(_current?.Key);
                (_current, _checkedOn) = (key, today);
            }

            // A copy, because the ratchet wipes the original.
            return _current with { Key = [.. _current.Key] };
        }
    }

    /// <summary>The key of an epoch from the seed; what the verifier uses and this program cannot.</summary>
    public static byte[] Derive(ReadOnlySpan<byte> seed, int epoch)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, seed.ToArray(), 32, info: "victimsupport audit epoch 0"u8.ToArray());
        for (var step = 0; step < epoch; step++)
        {
            key = Ratchet(key);
        }

        return key;
    }

    public static byte[] Ratchet(byte[] key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "victimsupport audit ratchet"u8.ToArray());

    private AuditKey Load(LocalDate today)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var db = databases.CreateDbContext();
            try
            {
                return db.AuditEpochs.SingleOrDefault() is { } row ? Advance(db, row, today) : Begin(db, today);
            }
            catch (DbUpdateException exception) when (attempt < 5 && (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation || exception.IsTransient))
            {
                // Another server began or ratcheted in the same moment: read what it wrote.
            }
        }
    }

    private AuditKey Advance(KeyDb db, AuditEpochRow row, LocalDate today)
    {
        var key = ring.Unwrap(row.Wrapped, Table, Guid.Empty);
        var epoch = Period.DaysBetween(row.FirstDay, today);
        if (epoch <= row.Epoch)
        {
            // The clock of this server is behind: the epoch never goes back.
            return new AuditKey(row.Epoch, key);
        }

        for (; row.Epoch < epoch; row.Epoch++)
        {
            var next = Ratchet(key);
            CryptographicOperations.ZeroMemory(key);
            key = next;
        }

        row.Wrapped = ring.Wrap(key, Table, Guid.Empty);
        db.SaveChanges();
        KeyDbFiles.Forget(db);
        return new AuditKey(epoch, key);
    }

    private AuditKey Begin(KeyDb db, LocalDate today)
    {
        using var transaction = db.Database.BeginTransaction();
        var seed = RandomNumberGenerator.GetBytes(32);
        var key = Derive(seed, 0);
        db.Add(new AuditEpochRow { Epoch = 0, FirstDay = today, Wrapped = ring.Wrap(key, Table, Guid.Empty) });
        db.SaveChanges();
        // Only who holds the row's insertion writes the file; committed after it, so that no audit exists that nobody can verify.
        AuditVerificationFile.Write(places.VerificationFile, seed, today);
        CryptographicOperations.ZeroMemory(seed);
        transaction.Commit();
        return new AuditKey(0, key);
    }
}
