using System.Collections.Concurrent;
using VictimSupport.Core.Names;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>A row with a sealed name; the version changes whenever the name may have changed.</summary>
internal readonly record struct NamedRow(Guid Id, Guid SubjectId, int Version);

/// <summary>A sealed name that has to be opened.</summary>
internal readonly record struct SealedName(Guid SubjectId, Guid RowId, Sealed<string> Name);

/// <summary>
/// Sealed names of one column, compared in this process's memory, where the keys that open them are held anyway; the database never sees one.
/// Only what is new or changed is opened; every search is audited, without its words.
/// </summary>
internal sealed class NameMemory(ClientVault vault, SealedColumn column, string purpose)
{
    /// <summary>The most subjects one search gives.</summary>
    public const int Most = 100;
    private const double LeastLikeness = 0.8;
    private readonly ConcurrentDictionary<Guid, (int Version, PersonName Name)> _names = new();

    /// <summary>The subjects of the rows whose name is like the search, best first; without those erased meanwhile, perhaps by another server.</summary>
    /// <param name="present">All rows there are, for whomever: what is not among them is forgotten.</param>
    /// <param name="readAsync">Reads the names of some rows by their ids.</param>
    public async Task<IReadOnlyList<Guid>> FindAsync(Actor actor, PersonName search, IReadOnlyList<NamedRow> present, Func<Guid[], Task<List<SealedName>>> readAsync, CancellationToken cancellationToken)
    {
        await RefreshAsync(actor, present, readAsync, cancellationToken);
        var best = present.AsParallel().WithCancellation(cancellationToken)
            .Select(row => (row.SubjectId, Likeness: _names.TryGetValue(row.Id, out var held) ? held.Name.FoundBy(search) : 0))
            .Where(match => match.Likeness >= LeastLikeness)
            .ToList()
            .OrderByDescending(match => match.Likeness).ThenBy(match => match.SubjectId).Take(Most).Select(match => match.SubjectId).ToList();
        var living = await vault.LivingAsync(best, cancellationToken);
        return best.FindAll(living.Contains);
    }

    private async Task RefreshAsync(Actor actor, IReadOnlyList<NamedRow> present, Func<Guid[], Task<List<SealedName>>> readAsync, CancellationToken cancellationToken)
    {
        var versions = present.ToDictionary(row => row.Id, row => row.Version);
        foreach (var gone in _names.Keys.Where(id => !versions.ContainsKey(id)))
        {
            _names.TryRemove(gone, out _);
        }

        var stale = present.Where(row => !_names.TryGetValue(row.Id, out var held) || held.Version != row.Version).Select(row => row.Id).ToList();
        var rows = new List<(Guid, Guid, Sealed<string>)>(stale.Count);
        foreach (var part in stale.Chunk(500))
        {
            rows.AddRange((await readAsync(part)).Select(row => (row.SubjectId, row.RowId, row.Name)));
        }

        await vault.ScanAsync(actor, Operation.SearchClientNames, purpose, column, rows, (id, name) => _names[id] = (versions[id], new PersonName(name)), cancellationToken);
    }
}
