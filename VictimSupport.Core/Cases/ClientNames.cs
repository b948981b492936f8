using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Names;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>Finds cases by the client's name, however it was spelt. Who may not open names finds nothing.</summary>
public sealed class ClientNames(IDbContextFactory<AppDb> databases, ClientVault vault)
{
    /// <summary>The most cases one search gives.</summary>
    public const int Most = NameMemory.Most;
    private readonly NameMemory _names = new(vault, CaseColumns.ClientName, "search by name");

    /// <summary>The cases whose client's name is like a text, best first; none for a text without letters and for an actor who may not open names.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        var search = new PersonName(text);
        if (!AccessPolicy.Allows(actor, Operation.SearchClientNames) || search.IsEmpty)
        {
            return [];
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var present = await db.Cases.AsNoTracking().Select(file => new NamedRow(file.Id, file.Id, file.Version)).ToListAsync(cancellationToken);
        var found = await _names.FindAsync(
            actor, search, present,
            ids => db.Cases.AsNoTracking().Where(file => ids.Contains(file.Id)).Select(file => new SealedName(file.Id, file.Id, file.ClientName)).ToListAsync(cancellationToken),
            cancellationToken);
        var hidden = await db.HiddenFrom(actor).ToListAsync(cancellationToken);
        return [.. found.Where(id => !hidden.Contains(id))];
    }
}
