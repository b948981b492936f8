using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Names;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Matching;

/// <summary>Somebody who is compared: ids and what is needed to judge, nothing that is sealed.</summary>
/// <param name="Party">Null for a perpetrator.</param>
/// <param name="SubjectId">Whose key seals the texts.</param>
/// <param name="IndexId">The id by which exact values are found.</param>
/// <param name="Stamp">Changes when the texts may have changed.</param>
internal sealed record ComparedPerson(MatchParty? Party, Guid Id, Guid SubjectId, Guid IndexId, Guid? CaseId, bool MustNotBeContacted, long Stamp);

/// <summary>
/// Names and addresses of everybody who is compared, in this process's memory. Only what is new or changed is opened, by one audited scan.
/// </summary>
public sealed class ComparedPeople(ClientVault vault)
{
    private static readonly ComparedFacts Nothing = new(null, null);
    private readonly ConcurrentDictionary<Guid, (long Stamp, ComparedFacts Facts)> _facts = new();

    /// <summary>What is held of somebody; nothing when there is no name or the subject was erased.</summary>
    internal ComparedFacts Of(ComparedPerson person) => _facts.TryGetValue(person.Id, out var held) ? held.Facts : Nothing;

    /// <summary>All perpetrators and all others, with their texts opened where they were new.</summary>
    internal async Task<(IReadOnlyList<ComparedPerson> Perpetrators, IReadOnlyList<ComparedPerson> Others)> RefreshAsync(AppDb db, Actor actor, CancellationToken cancellationToken)
    {
        var perpetrators = (await db.Perpetrators.AsNoTracking().Select(row => new { row.Id, row.CaseId, row.Version }).ToListAsync(cancellationToken))
            .ConvertAll(row => new ComparedPerson(null, row.Id, row.Id, row.Id, row.CaseId, false, row.Version));
        var others = (await db.Cases.AsNoTracking().Select(file => new { file.Id, file.Version, file.MatchingStamp }).ToListAsync(cancellationToken))
            .ConvertAll(file => new ComparedPerson(MatchParty.Client, file.Id, file.Id, file.Id, file.Id, false, ((long)file.MatchingStamp << 32) + file.Version));
        var open = db.Set<SupportCase>().Where(file => file.State != CaseState.Closed);
        others.AddRange((await db.CasePeople.AsNoTracking().Where(row => open.Any(file => file.Id == row.CaseId)).Select(row => new { row.Id, row.CaseId, row.MustNotBeContacted, row.Version }).ToListAsync(cancellationToken))
            .Select(row => new ComparedPerson(MatchParty.Person, row.Id, row.CaseId, row.Id, row.CaseId, row.MustNotBeContacted, row.Version)));
        // A request that became a case is compared as its client.
        others.AddRange((await db.Requests.AsNoTracking().Where(row => row.CaseId == null).Select(row => new { row.Id, row.SubjectId, row.Version }).ToListAsync(cancellationToken))
            .Select(row => new ComparedPerson(MatchParty.Request, row.Id, row.SubjectId, row.SubjectId, null, false, row.Version)));
        await OpenNewAsync(db, actor, [.. perpetrators, .. others], cancellationToken);
        return (perpetrators, others);
    }

    private async Task OpenNewAsync(AppDb db, Actor actor, List<ComparedPerson> all, CancellationToken cancellationToken)
    {
        var present = all.Select(person => person.Id).ToHashSet();
        foreach (var gone in _facts.Keys.Where(id => !present.Contains(id)))
        {
            _facts.TryRemove(gone, out _);
        }

        var stale = all.Where(person => !_facts.TryGetValue(person.Id, out var held) || held.Stamp != person.Stamp).ToDictionary(person => person.Id);
        if (stale.Count == 0)
        {
            return;
        }

        var rows = new List<(Guid SubjectId, IReadOnlyList<SealedField> Fields)>(stale.Count);
        foreach (var part in stale.Values.GroupBy(person => person.Party).SelectMany(kind => kind.Chunk(500).Select(people => (Kind: kind.Key, Ids: people.Select(person => person.Id).ToArray()))))
        {
            rows.AddRange((await FieldsAsync(db, part.Kind, part.Ids, cancellationToken)).Select(fields => (stale[fields[0].RowId].SubjectId, fields)));
        }

        await vault.ScanAsync(
            actor, Operation.MatchPeople, "comparing people", rows,
            (fields, texts) => _facts[fields[0].RowId] = (stale[fields[0].RowId].Stamp, new ComparedFacts(Read(texts[0]), Read(texts.Count > 1 ? texts[1] : null))),
            cancellationToken);
    }

    private static PersonName? Read(string? text) => text is null || new PersonName(text) is not { IsEmpty: false } name ? null : name;

    private static async Task<List<IReadOnlyList<SealedField>>> FieldsAsync(AppDb db, MatchParty? party, Guid[] ids, CancellationToken cancellationToken) => party switch
    {
        null => (await db.Perpetrators.AsNoTracking().Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name, row.Address }).ToListAsync(cancellationToken))
            .ConvertAll<IReadOnlyList<SealedField>>(row => Fields(new(PeopleColumns.PerpetratorName, row.Id, row.Name), new(PeopleColumns.PerpetratorAddress, row.Id, row.Address))),
        MatchParty.Client => await ClientFieldsAsync(db, ids, cancellationToken),
        MatchParty.Request => (await db.Requests.AsNoTracking().Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken))
            .ConvertAll<IReadOnlyList<SealedField>>(row => Fields(new SealedField(RequestColumns.Name, row.Id, row.Name))),
        _ => (await db.CasePeople.AsNoTracking().Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken))
            .ConvertAll<IReadOnlyList<SealedField>>(row => Fields(new SealedField(PeopleColumns.PersonName, row.Id, row.Name))),
    };

    private static async Task<List<IReadOnlyList<SealedField>>> ClientFieldsAsync(AppDb db, Guid[] ids, CancellationToken cancellationToken)
    {
        var addresses = (await db.ClientDetails.AsNoTracking().Where(row => ids.Contains(row.CaseId)).Select(row => new { row.CaseId, row.Address }).ToListAsync(cancellationToken)).ToDictionary(row => row.CaseId, row => row.Address);
        return (await db.Cases.AsNoTracking().Where(file => ids.Contains(file.Id)).Select(file => new { file.Id, file.ClientName }).ToListAsync(cancellationToken))
            .ConvertAll<IReadOnlyList<SealedField>>(file => Fields(new(CaseColumns.ClientName, file.Id, file.ClientName), new(PeopleColumns.ClientAddress, file.Id, addresses.GetValueOrDefault(file.Id))));
    }

    private static SealedField[] Fields(params SealedField[] fields) => fields;
}
