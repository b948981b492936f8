using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Names;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>
/// Finds cases by the client's name, however it was spelt. Names are compared in this process's memory, where the keys that open them are held anyway;
/// the database never sees one. Who may not open names finds nothing.
/// </summary>
public sealed class ClientNames(IDbContextFactory<AppDb> databases, ClientVault vault)
{
    /// <summary>The most cases one search gives.</summary>
    public const int Most = 100;
    private const double LeastLikeness = 0.8;
    private readonly ConcurrentDictionary<Guid, (int Version, PersonName Name)> _names = new();

    /// <summary>The cases whose client's name is like a text, best first; none for a text without letters and for an actor who may not open names.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        var search = new PersonName(text);
        if (!AccessPolicy.Allows(actor, Operation.SearchClientNames) || search.IsEmpty)
        {
            return [];
        }

        var present = await RefreshAsync(actor, cancellationToken);
        var found = present.AsParallel().WithCancellation(cancellationToken)
            .Select(id => (Id: id, Likeness: _names.TryGetValue(id, out var held) ? held.Name.FoundBy(search) : 0))
            .Where(match => match.Likeness >= LeastLikeness)
            .ToList();
        var best = found.OrderByDescending(match => match.Likeness).ThenBy(match => match.Id).Take(Most).Select(match => match.Id).ToList();
        // What was erased meanwhile, perhaps by another server, is found no longer.
        var living = await vault.LivingAsync(best, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = await db.HiddenFrom(actor).ToListAsync(cancellationToken);
        return [.. best.Where(id => living.Contains(id) && !hidden.Contains(id))];
    }

    /// <summary>Opens the names that are new or were changed since the last search and forgets those whose case is gone; returns the cases there are.</summary>
    private async Task<List<Guid>> RefreshAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var present = await db.Cases.AsNoTracking().Select(file => new { file.Id, file.Version }).ToListAsync(cancellationToken);
        var versions = present.ToDictionary(file => file.Id, file => file.Version);
        foreach (var gone in _names.Keys.Where(id => !versions.ContainsKey(id)))
        {
            _names.TryRemove(gone, out _);
        }

        var stale = present.Where(file => !_names.TryGetValue(file.Id, out var held) || held.Version != file.Version).Select(file => file.Id).ToList();
        var rows = new List<(Guid, Guid, Sealed<string>)>(stale.Count);
        foreach (var part in stale.Chunk(500))
        {
            var read = await db.Cases.AsNoTracking().Where(file => part.Contains(file.Id)).Select(file => new { file.Id, file.ClientName }).ToListAsync(cancellationToken);
            rows.AddRange(read.Select(file => (file.Id, file.Id, file.ClientName)));
        }

        await vault.ScanAsync(actor, Operation.SearchClientNames, "search by name", CaseColumns.ClientName, rows, (id, name) => _names[id] = (versions[id], new PersonName(name)), cancellationToken);
        return [.. present.Select(file => file.Id)];
    }
}
