using NodaTime;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Cases;

/// <summary>A perpetrator as typed; at least one of the fields that tell who it is must be there.</summary>
public sealed record PerpetratorForm(
    string? Name = null,
    string? IdentityNumber = null,
    string? Address = null,
    string? Telephone = null,
    string? Email = null,
    string? ResidenceStatus = null,
    string? Relationship = null,
    string? Notes = null,
    YesNo CounterAllegation = YesNo.NotKnown,
    YesNo LivesWithClient = YesNo.NotKnown);

/// <summary>A perpetrator in a list: nothing that is sealed.</summary>
public sealed record PerpetratorRow(Guid Id, Guid CaseId, YesNo CounterAllegation, YesNo LivesWithClient, Instant RecordedAt, int Version);

/// <summary>An opened perpetrator; held by a screen only while it is seen.</summary>
public sealed record OpenedPerpetrator(PerpetratorForm Form, int Version);

/// <summary>Somebody beside the client as typed.</summary>
public sealed record CasePersonForm(string Name, PersonKind Kind, bool IsGuardian = false, string? Telephone = null, string? Email = null, string? Relationship = null, bool MustNotBeContacted = false);

/// <summary>Somebody beside the client in a list: nothing that is sealed.</summary>
public sealed record CasePersonRow(Guid Id, Guid CaseId, PersonKind Kind, bool IsGuardian, bool MustNotBeContacted, bool HasTelephone, bool HasEmail, Instant RecordedAt, int Version);

/// <summary>An opened person; held by a screen only while it is seen.</summary>
public sealed record OpenedCasePerson(CasePersonForm Form, int Version);

/// <summary>How a guardian is reached: what the desk may open.</summary>
public sealed record GuardianContact(string? Name, string? Telephone);

/// <summary>Address and identity number of a client; a version of 0 says that nothing was ever recorded.</summary>
public sealed record ClientDetails(string? Address, string? IdentityNumber, int Version);

/// <summary>Why a record of a person is taken away; written to the audit, and never more than this.</summary>
public enum RemovalReason
{
    RecordedByMistake,
    RecordedTwice,
    ClientAsked,
    NoLongerNeeded,
}

/// <summary>What people's fields need before they are saved; pure.</summary>
internal static class PeopleChecks
{
    public static Refusal? Check(PerpetratorForm form) =>
        Words.CheckOptional(form.Name, 200, nameof(form.Name))
        ?? CheckIdentityNumber(form.IdentityNumber, nameof(form.IdentityNumber))
        ?? Words.CheckLines(form.Address, 300, nameof(form.Address))
        ?? Words.CheckTelephone(form.Telephone, nameof(form.Telephone))
        ?? Words.CheckEmail(form.Email, nameof(form.Email))
        ?? Words.CheckOptional(form.ResidenceStatus, 200, nameof(form.ResidenceStatus))
        ?? Words.CheckOptional(form.Relationship, 200, nameof(form.Relationship))
        ?? Words.CheckLines(form.Notes, 2000, nameof(form.Notes))
        ?? (string.IsNullOrWhiteSpace(string.Concat(form.Name, form.IdentityNumber, form.Address, form.Telephone, form.Email, form.Notes)) ? new Refusal(RefusalCode.Required, nameof(form.Name)) : null);

    public static Refusal? Check(CasePersonForm form) =>
        Words.CheckRequired(form.Name, 200, nameof(form.Name))
        ?? Words.CheckTelephone(form.Telephone, nameof(form.Telephone))
        ?? Words.CheckEmail(form.Email, nameof(form.Email))
        ?? Words.CheckOptional(form.Relationship, 200, nameof(form.Relationship));

    public static Refusal? CheckDetails(string? address, string? identityNumber) =>
        Words.CheckLines(address, 300, nameof(ClientDetails.Address)) ?? CheckIdentityNumber(identityNumber, nameof(ClientDetails.IdentityNumber));

    private static Refusal? CheckIdentityNumber(string? text, string field) =>
        Words.CheckOptional(text, 40, field)
        ?? (Words.OrNull(text) is { } number && number.Count(char.IsLetterOrDigit) < 4 ? new Refusal(RefusalCode.NotAnIdentityNumber, field) : null);
}
