using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PhoneNumbers;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>The kinds of exact values that can be found without being stored readable.</summary>
public enum BlindIndexKind
{
    Email,
    Telephone,
    IdentityNumber,
}

/// <summary>Somebody who has an exact value in common with somebody else; the value only as its keyed hash.</summary>
internal sealed record SharedValue(Guid Id, BlindIndexKind Kind, string Hash);

/// <summary>Finds subjects by an exact email, telephone or identity number through keyed hashes; the hashes die with the subject's key.</summary>
public sealed class BlindIndex(IDbContextFactory<KeyDb> databases, KeyRing ring)
{
    private const string HomeRegion = "MT";

    /// <summary>Replaces the values of one kind that a subject is found by; values that mean nothing for the kind are left out.</summary>
    public async Task SetAsync(Guid subjectId, BlindIndexKind kind, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        var wanted = values.Select(value => Hash(kind, value)).OfType<byte[]>().DistinctBy(Convert.ToHexString).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var held = await db.BlindIndexes.Where(row => row.SubjectId == subjectId && row.Kind == kind).ToListAsync(cancellationToken);
        db.RemoveRange(held.Where(row => !wanted.Any(hash => hash.AsSpan().SequenceEqual(row.Hash))));
        db.AddRange(wanted.Where(hash => !held.Any(row => row.Hash.AsSpan().SequenceEqual(hash))).Select(hash => new BlindIndexRow { SubjectId = subjectId, Kind = kind, Hash = hash }));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The subjects that have this exact value, however it was written; empty when the value means nothing for the kind.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(BlindIndexKind kind, string value, CancellationToken cancellationToken)
    {
        if (Hash(kind, value) is not { } hash)
        {
            return [];
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.BlindIndexes.Where(row => row.Kind == kind && row.Hash == hash).Select(row => row.SubjectId).ToListAsync(cancellationToken);
    }

    /// <summary>As <see cref="SetAsync"/> for somebody whose data is sealed with a subject's key: a person beside a client.</summary>
    internal async Task SetRelatedAsync(Guid subjectId, Guid personId, BlindIndexKind kind, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var wanted = values.Select(value => Hash(kind, value)).OfType<byte[]>().DistinctBy(Convert.ToHexString).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var held = await db.RelatedIndexes.Where(row => row.PersonId == personId && row.Kind == kind).ToListAsync(cancellationToken);
        db.RemoveRange(held.Where(row => !wanted.Any(hash => hash.AsSpan().SequenceEqual(row.Hash))));
        db.AddRange(wanted.Where(hash => !held.Any(row => row.Hash.AsSpan().SequenceEqual(hash))).Select(hash => new RelatedIndexRow { PersonId = personId, SubjectId = subjectId, Kind = kind, Hash = hash }));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes away what a person beside a client is found by.</summary>
    internal async Task ForgetRelatedAsync(Guid personId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RelatedIndexes.Where(row => row.PersonId == personId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Who has an exact value in common with a subject or with a person beside a client: their ids, with the kind of value.</summary>
    internal async Task<IReadOnlyList<SharedValue>> SharedAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var own = await db.BlindIndexes.Where(row => row.SubjectId == id).Select(row => new { row.Kind, row.Hash })
            .Concat(db.RelatedIndexes.Where(row => row.PersonId == id).Select(row => new { row.Kind, row.Hash })).ToListAsync(cancellationToken);
        var shared = new List<SharedValue>();
        foreach (var value in own)
        {
            shared.AddRange((await db.BlindIndexes.Where(row => row.Kind == value.Kind && row.Hash == value.Hash && row.SubjectId != id).Select(row => row.SubjectId).ToListAsync(cancellationToken)).Select(other => new SharedValue(other, value.Kind, Convert.ToHexString(value.Hash))));
            shared.AddRange((await db.RelatedIndexes.Where(row => row.Kind == value.Kind && row.Hash == value.Hash && row.PersonId != id).Select(row => row.PersonId).ToListAsync(cancellationToken)).Select(other => new SharedValue(other, value.Kind, Convert.ToHexString(value.Hash))));
        }

        return shared;
    }

    /// <summary>A keyed hash of what was compared, to notice later whether it is still the same.</summary>
    internal byte[] HashOfComparison(IEnumerable<string> parts) =>
        HMACSHA256.HashData(ring.IndexKey("Comparison"), Encoding.UTF8.GetBytes(string.Join('\n', parts)));

    /// <summary>The one way of writing a value: email trimmed in lower case, telephone as E.164 (Malta unless it says otherwise), identity number as upper-case letters and digits; null when it is none.</summary>
    internal static string? Normalise(BlindIndexKind kind, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var normal = kind switch
        {
            BlindIndexKind.Email => value.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant(),
            BlindIndexKind.Telephone => Telephone(value),
            BlindIndexKind.IdentityNumber => IdentityNumber(value),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of index"),
        };
        return string.IsNullOrEmpty(normal) ? null : normal;
    }

    /// <summary>A keyed hash of several texts in their order, by which the same ones are known again; null is a text apart from empty.</summary>
    internal byte[] Fingerprint(string label, IReadOnlyList<string?> texts)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach (var text in texts)
        {
            writer.Write(text is not null);
            writer.Write(text?.Trim() ?? "");
        }

        writer.Flush();
        return HMACSHA256.HashData(ring.IndexKey(label), stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private byte[]? Hash(BlindIndexKind kind, string value) =>
        Normalise(kind, value) is { } normal ? HMACSHA256.HashData(ring.IndexKey(kind.ToString()), Encoding.UTF8.GetBytes(normal)) : null;

    private static string? Telephone(string value)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(value, HomeRegion);
            return numbers.IsPossibleNumber(number) ? numbers.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    // Leading zeros are left out on some papers and written on others: 0123456M and 123456M are one card.
    private static string IdentityNumber(string value) =>
        string.Concat(value.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant().TrimStart('0');
}
