using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Matching;

/// <summary>Reads what a match points to.</summary>
internal static class MatchReading
{
    /// <summary>Rows in the order of the matches; one whose other side is there no longer is left out.</summary>
    public static async Task<IReadOnlyList<MatchRow>> RowsAsync(AppDb db, IReadOnlyList<PerpetratorMatch> matches, CancellationToken cancellationToken)
    {
        var ids = matches.SelectMany(MatchDeciders.Cases).Distinct().ToList();
        var references = await db.Cases.AsNoTracking().Where(file => ids.Contains(file.Id)).ToDictionaryAsync(file => file.Id, file => file.Reference, cancellationToken);
        var asked = matches.Where(match => match.Party == MatchParty.Request).Select(match => match.PartyId).ToList();
        var requests = await db.Requests.AsNoTracking().Where(row => asked.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Reference, cancellationToken);
        return [.. from match in matches
                   let other = match.PartyCaseId is { } id ? references.GetValueOrDefault(id) : requests.GetValueOrDefault(match.PartyId)
                   where other is not null
                   select new MatchRow(match.Id, match.Party, references[match.PerpetratorCaseId], match.PerpetratorCaseId, other, match.PartyId, match.PartyCaseId, match.Grounds, match.Likeness, match.FoundAt, match.State, match.Answer, match.Version)];
    }

    /// <summary>The fields of the other side, in the order of <see cref="MatchSide"/>.</summary>
    public static async Task<(Guid SubjectId, IReadOnlyList<SealedField> Fields)> FieldsAsync(AppDb db, PerpetratorMatch match, CancellationToken cancellationToken)
    {
        var id = match.PartyId;
        if (match.Party == MatchParty.Person)
        {
            var person = await db.CasePeople.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
            return (person.CaseId, Fields(id, (PeopleColumns.PersonName, person.Name), null, null, (PeopleColumns.PersonTelephone, person.Telephone), (PeopleColumns.PersonEmail, person.Email), (PeopleColumns.PersonRelationship, person.Relationship)));
        }

        if (match.Party == MatchParty.Request)
        {
            var request = await db.Requests.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
            return (request.SubjectId, Fields(id, (RequestColumns.Name, request.Name), null, null, (RequestColumns.Telephone, request.Telephone), (RequestColumns.Email, request.Email), null));
        }

        var name = await db.Cases.AsNoTracking().Where(file => file.Id == id).Select(file => file.ClientName).SingleAsync(cancellationToken);
        var contact = await db.SafeContacts.AsNoTracking().SingleAsync(row => row.CaseId == id, cancellationToken);
        var details = await db.ClientDetails.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == id, cancellationToken);
        return (id, Fields(id, (CaseColumns.ClientName, name), (PeopleColumns.ClientIdentityNumber, details?.IdentityNumber), (PeopleColumns.ClientAddress, details?.Address), (CaseColumns.Telephone, contact.Telephone), (CaseColumns.Email, contact.Email), null));
    }

    private static readonly SealedColumn None = new("None", "None");

    private static IReadOnlyList<SealedField> Fields(Guid rowId, params (SealedColumn Column, Sealed<string>? Value)?[] fields) =>
        [.. fields.Select(field => new SealedField(field?.Column ?? None, rowId, field?.Value))];
}
