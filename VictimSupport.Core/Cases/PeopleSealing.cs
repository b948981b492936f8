using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>Turns what was typed of people into entities that hold sealed bytes only.</summary>
internal static class PeopleSealing
{
    public static void Apply(Perpetrator row, PerpetratorForm form, SubjectKey key)
    {
        row.Name = Seal(PeopleColumns.PerpetratorName, form.Name);
        row.IdentityNumber = Seal(PeopleColumns.PerpetratorIdentityNumber, form.IdentityNumber);
        row.Address = Seal(PeopleColumns.PerpetratorAddress, form.Address);
        row.Telephone = Seal(PeopleColumns.PerpetratorTelephone, form.Telephone);
        row.Email = Seal(PeopleColumns.PerpetratorEmail, form.Email);
        row.ResidenceStatus = Seal(PeopleColumns.PerpetratorResidenceStatus, form.ResidenceStatus);
        row.Relationship = Seal(PeopleColumns.PerpetratorRelationship, form.Relationship);
        row.Notes = Seal(PeopleColumns.PerpetratorNotes, form.Notes);
        row.CounterAllegation = form.CounterAllegation;
        row.LivesWithClient = form.LivesWithClient;

        Sealed<string>? Seal(SealedColumn column, string? text) => PeopleSealing.Seal(key, column, row.Id, text);
    }

    public static void Apply(CasePerson row, CasePersonForm form, SubjectKey key)
    {
        row.Kind = form.Kind;
        row.IsGuardian = form.IsGuardian;
        row.MustNotBeContacted = form.MustNotBeContacted;
        row.Name = key.Seal(PeopleColumns.PersonName, row.Id, form.Name.Trim());
        row.Telephone = Seal(key, PeopleColumns.PersonTelephone, row.Id, form.Telephone);
        row.Email = Seal(key, PeopleColumns.PersonEmail, row.Id, form.Email);
        row.Relationship = Seal(key, PeopleColumns.PersonRelationship, row.Id, form.Relationship);
    }

    public static void Apply(ClientDetail row, string? address, string? identityNumber, SubjectKey key)
    {
        row.Address = Seal(key, PeopleColumns.ClientAddress, row.CaseId, address);
        row.IdentityNumber = Seal(key, PeopleColumns.ClientIdentityNumber, row.CaseId, identityNumber);
    }

    public static IReadOnlyList<SealedField> Fields(Perpetrator row) =>
    [
        new(PeopleColumns.PerpetratorName, row.Id, row.Name),
        new(PeopleColumns.PerpetratorIdentityNumber, row.Id, row.IdentityNumber),
        new(PeopleColumns.PerpetratorAddress, row.Id, row.Address),
        new(PeopleColumns.PerpetratorTelephone, row.Id, row.Telephone),
        new(PeopleColumns.PerpetratorEmail, row.Id, row.Email),
        new(PeopleColumns.PerpetratorResidenceStatus, row.Id, row.ResidenceStatus),
        new(PeopleColumns.PerpetratorRelationship, row.Id, row.Relationship),
        new(PeopleColumns.PerpetratorNotes, row.Id, row.Notes),
    ];

    public static IReadOnlyList<SealedField> Fields(CasePerson row) =>
    [
        new(PeopleColumns.PersonName, row.Id, row.Name),
        new(PeopleColumns.PersonTelephone, row.Id, row.Telephone),
        new(PeopleColumns.PersonEmail, row.Id, row.Email),
        new(PeopleColumns.PersonRelationship, row.Id, row.Relationship),
    ];

    private static Sealed<string>? Seal(SubjectKey key, SealedColumn column, Guid rowId, string? text) => Words.OrNull(text) is { } value ? key.Seal(column, rowId, value) : null;
}

/// <summary>What every save of people has in common.</summary>
internal static class PeopleSaving
{
    /// <summary>False when somebody else changed a row meanwhile.</summary>
    public static async Task<bool> TrySaveAsync(AppDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return false;
        }
    }

    /// <summary>A value for the index, or none.</summary>
    public static IReadOnlyList<string> Values(string? text) => Words.OrNull(text) is { } value ? [value] : [];

    /// <summary>In the transaction of a change of a client's name, contact or details: they have to be compared again.</summary>
    public static Task AskForMatchingAsync(AppDb db, Guid caseId, CancellationToken cancellationToken) =>
        db.Cases.Where(file => file.Id == caseId)
            .ExecuteUpdateAsync(set => set.SetProperty(file => file.NeedsMatching, true).SetProperty(file => file.MatchingStamp, file => file.MatchingStamp + 1), cancellationToken);
}
