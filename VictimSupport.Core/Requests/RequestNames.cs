using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Names;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

/// <summary>
/// Finds requests that wait, or whose person is to be called back, by the name that was told, however it was spelt; what became a case is found there.
/// Who may not open names finds nothing.
/// </summary>
public sealed class RequestNames(IDbContextFactory<AppDb> databases, ClientVault vault)
{
    private readonly NameMemory _names = new(vault, RequestColumns.Name, "search of requests by name");

    /// <summary>The subjects of the requests whose name is like a text, best first; none for a text without letters and for an actor who may not open names.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        var search = new PersonName(text);
        if (!AccessPolicy.Allows(actor, Operation.SearchClientNames) || search.IsEmpty)
        {
            return [];
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var present = await db.Requests.AsNoTracking().Where(row => row.Name != null && (row.State == RequestState.Waiting || row.CallBack == CallBack.Wanted))
            .Select(row => new NamedRow(row.Id, row.SubjectId, row.Version)).ToListAsync(cancellationToken);
        var found = await _names.FindAsync(
            actor, search, present,
            ids => db.Requests.AsNoTracking().Where(row => ids.Contains(row.Id) && row.Name != null).Select(row => new SealedName(row.SubjectId, row.Id, row.Name!)).ToListAsync(cancellationToken),
            cancellationToken);
        var seen = await db.RequestsSeenBy(actor).Where(row => found.Contains(row.SubjectId)).Select(row => row.SubjectId).ToListAsync(cancellationToken);
        return [.. found.Where(seen.Contains)];
    }
}
