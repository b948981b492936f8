using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>A column that holds sealed bytes; its names are part of what the bytes are bound to and never change.</summary>
public readonly record struct SealedColumn(string Table, string Column);

/// <summary>A sealed value with the place it was read from; null stays null.</summary>
public sealed record SealedField(SealedColumn Column, Guid RowId, Sealed<string>? Value);

/// <summary>Whose data a key protects.</summary>
public enum SubjectKind
{
    Client,
    Perpetrator,
    Account,
}

/// <summary>The data key of one subject, for sealing only; never stored, never shown.</summary>
public sealed class SubjectKey
{
    private readonly byte[] _key;

    internal SubjectKey(Guid subjectId, ushort version, byte[] key) => (SubjectId, Version, _key) = (subjectId, version, key);

    public Guid SubjectId { get; }

    internal ushort Version { get; }

    /// <summary>Seals a text for one row of one column; the same text never gives the same bytes.</summary>
    public Sealed<string> Seal(SealedColumn column, Guid rowId, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var plain = SealedBytes.Pad(value);
        var bytes = SealedBytes.Seal(_key, Version, plain, SealedBytes.Place(column.Table, column.Column, rowId, SubjectId, Version));
        CryptographicOperations.ZeroMemory(plain);
        return new Sealed<string>(bytes);
    }

    internal string? Open(SealedField field)
    {
        if (field.Value is not { } value)
        {
            return null;
        }

        // The version the bytes claim, so that a changed one is refused like any other changed byte.
        var plain = SealedBytes.Open(_key, value.Bytes, SealedBytes.Place(field.Column.Table, field.Column.Column, field.RowId, SubjectId, SealedBytes.VersionOf(value.Bytes)));
        var text = SealedBytes.Unpad(plain);
        CryptographicOperations.ZeroMemory(plain);
        return text;
    }

    internal void Wipe() => CryptographicOperations.ZeroMemory(_key);

    public override string ToString() => "subject key";
}

/// <summary>The one door to sealed data: authorises, commits the audit row of the read, and only then decrypts.</summary>
public sealed class ClientVault(IDbContextFactory<KeyDb> keyDatabases, IDbContextFactory<AppDb> databases, KeyRing ring, AccessGuard guard, AuditTrail audit, TimeProvider time)
{
    private const string Table = "SubjectKeys";
    private const ushort FirstVersion = 1;

    /// <summary>Makes and commits a new random data key for a subject; throws when the subject has one.</summary>
    public async Task<SubjectKey> CreateSubjectAsync(Guid subjectId, SubjectKind kind, CancellationToken cancellationToken)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await using var db = await keyDatabases.CreateDbContextAsync(cancellationToken);
        db.Add(new SubjectKeyRow { SubjectId = subjectId, Kind = kind, Version = FirstVersion, Wrapped = ring.Wrap(key, Table, subjectId), CreatedAt = time.Now });
        await db.SaveChangesAsync(cancellationToken);
        return new SubjectKey(subjectId, FirstVersion, key);
    }

    /// <summary>The data key of a subject, to seal changed values with; throws when it was erased or never made.</summary>
    public async Task<SubjectKey> KeyForWritingAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        return await FindKeyForWritingAsync(subjectId, cancellationToken) ?? throw new InvalidOperationException("The subject has no key: it was erased or never made");
    }

    /// <summary>As <see cref="KeyForWritingAsync"/>; null for a subject that was erased or never made.</summary>
    public async Task<SubjectKey?> FindKeyForWritingAsync(Guid subjectId, CancellationToken cancellationToken) =>
        (await KeysAsync([subjectId], cancellationToken)).GetValueOrDefault(subjectId);

    /// <summary>
    /// Opens fields of one subject, in order: refuses and audits what the actor may not do, commits the audit row of the read, then decrypts.
    /// A null value and everything of an erased subject give null; changed or misplaced bytes throw <see cref="CryptographicException"/>.
    /// </summary>
    /// <param name="purpose">Why, in plain words for the audit; never personal data.</param>
    public async Task<IReadOnlyList<string?>> OpenAsync(Actor actor, Operation operation, Guid subjectId, string purpose, IReadOnlyList<SealedField> fields, CancellationToken cancellationToken)
    {
        var opened = await OpenManyAsync(actor, operation, purpose, [(subjectId, fields)], cancellationToken);
        return opened[0];
    }

    /// <summary>As <see cref="OpenAsync"/> for several subjects at once (a page of a list): one audit row for each, all committed before the first is decrypted.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>> OpenManyAsync(Actor actor, Operation operation, string purpose, IReadOnlyList<(Guid SubjectId, IReadOnlyList<SealedField> Fields)> subjects, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        ArgumentNullException.ThrowIfNull(subjects);
        await guard.DemandAsync(actor, operation, subjects.Count == 1 ? subjects[0].SubjectId : null, cancellationToken);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            foreach (var (subjectId, _) in subjects)
            {
                audit.Add(db, actor, operation, subjectId, AuditOutcome.Done, purpose);
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        var keys = await KeysAsync([.. subjects.Select(subject => subject.SubjectId)], cancellationToken);
        try
        {
            return [.. subjects.Select(subject => Open(keys.GetValueOrDefault(subject.SubjectId), subject.Fields))];
        }
        finally
        {
            foreach (var key in keys.Values)
            {
                key.Wipe();
            }
        }
    }

    /// <summary>
    /// Opens one column of many subjects for a search and hands each text on: one audit row for the whole search, committed before the first is decrypted.
    /// Erased subjects are left out.
    /// </summary>
    /// <param name="rows">Subject, row and value; read and opened a few hundred at a time.</param>
    internal Task ScanAsync(Actor actor, Operation operation, string purpose, SealedColumn column, IReadOnlyList<(Guid SubjectId, Guid RowId, Sealed<string> Value)> rows, Action<Guid, string> found, CancellationToken cancellationToken) =>
        ScanAsync(
            actor, operation, purpose, [.. rows.Select(row => (row.SubjectId, (IReadOnlyList<SealedField>)[new SealedField(column, row.RowId, row.Value)]))],
            (fields, texts) =>
            {
                if (texts[0] is { } text)
                {
                    found(fields[0].RowId, text);
                }
            },
            cancellationToken);

    /// <summary>As the other for several columns at once: the fields of each row are handed on together, in their order; those of an erased subject are left out.</summary>
    internal async Task ScanAsync(Actor actor, Operation operation, string purpose, IReadOnlyList<(Guid SubjectId, IReadOnlyList<SealedField> Fields)> rows, Action<IReadOnlyList<SealedField>, IReadOnlyList<string?>> found, CancellationToken cancellationToken)
    {
        await guard.DemandAsync(actor, operation, null, cancellationToken);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            audit.Add(db, actor, operation, null, AuditOutcome.Done, purpose);
            await db.SaveChangesAsync(cancellationToken);
        }

        foreach (var part in rows.Chunk(500))
        {
            var keys = await KeysAsync([.. part.Select(row => row.SubjectId)], cancellationToken);
            foreach (var (subjectId, fields) in part)
            {
                if (keys.GetValueOrDefault(subjectId) is { } key)
                {
                    found(fields, Open(key, fields));
                }
            }

            foreach (var key in keys.Values)
            {
                key.Wipe();
            }
        }
    }

    /// <summary>Which of some subjects still have a key; the rest were erased.</summary>
    internal async Task<HashSet<Guid>> LivingAsync(IReadOnlyCollection<Guid> subjectIds, CancellationToken cancellationToken)
    {
        await using var db = await keyDatabases.CreateDbContextAsync(cancellationToken);
        return await db.SubjectKeys.Where(key => subjectIds.Contains(key.SubjectId)).Select(key => key.SubjectId).ToHashSetAsync(cancellationToken);
    }

    /// <summary>Erases a subject for ever, in every backup of the data too: audits, then deletes its data key and its index rows.</summary>
    public async Task EraseSubjectAsync(Actor actor, Operation operation, Guid subjectId, string purpose, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        await guard.DemandAsync(actor, operation, subjectId, cancellationToken);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            audit.Add(db, actor, operation, subjectId, AuditOutcome.Done, purpose);
            await db.SaveChangesAsync(cancellationToken);
        }

        await using var keys = await keyDatabases.CreateDbContextAsync(cancellationToken);
        await keys.SubjectKeys.Where(key => key.SubjectId == subjectId).ExecuteDeleteAsync(cancellationToken);
        await KeyDbFiles.ForgetAsync(keys, cancellationToken);
    }

    private static List<string?> Open(SubjectKey? key, IReadOnlyList<SealedField> fields) =>
        [.. fields.Select(field => key?.Open(field))];

    private async Task<Dictionary<Guid, SubjectKey>> KeysAsync(IReadOnlyList<Guid> subjectIds, CancellationToken cancellationToken)
    {
        await using var db = await keyDatabases.CreateDbContextAsync(cancellationToken);
        var rows = await db.SubjectKeys.AsNoTracking().Where(key => subjectIds.Contains(key.SubjectId)).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.SubjectId, row => new SubjectKey(row.SubjectId, row.Version, ring.Unwrap(row.Wrapped, Table, row.SubjectId)));
    }
}
