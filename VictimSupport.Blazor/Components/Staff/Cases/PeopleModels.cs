using VictimSupport.Core.Cases;

namespace VictimSupport.Blazor.Components.Staff.Cases;

/// <summary>Somebody beside the client while it is typed; forgotten with the screen.</summary>
public sealed class PersonModel
{
    public string? Name { get; set; }

    public PersonKind Kind { get; set; } = PersonKind.Family;

    public bool IsGuardian { get; set; }

    public bool MustNotBeContacted { get; set; }

    public string? Telephone { get; set; }

    public string? Email { get; set; }

    public string? Relationship { get; set; }

    internal static PersonModel From(CasePersonForm form) => new()
    {
        Name = form.Name, Kind = form.Kind, IsGuardian = form.IsGuardian, MustNotBeContacted = form.MustNotBeContacted, Telephone = form.Telephone, Email = form.Email, Relationship = form.Relationship,
    };

    internal CasePersonForm ToForm() => new(Name ?? "", Kind, IsGuardian, Telephone, Email, Relationship, MustNotBeContacted);
}

/// <summary>A perpetrator while it is typed; forgotten with the screen.</summary>
public sealed class PerpetratorModel
{
    public string? Name { get; set; }

    public string? IdentityNumber { get; set; }

    public string? Address { get; set; }

    public string? Telephone { get; set; }

    public string? Email { get; set; }

    public string? ResidenceStatus { get; set; }

    public string? Relationship { get; set; }

    public string? Notes { get; set; }

    public YesNo CounterAllegation { get; set; }

    public YesNo LivesWithClient { get; set; }

    internal static PerpetratorModel From(PerpetratorForm form) => new()
    {
        Name = form.Name, IdentityNumber = form.IdentityNumber, Address = form.Address, Telephone = form.Telephone, Email = form.Email, ResidenceStatus = form.ResidenceStatus,
        Relationship = form.Relationship, Notes = form.Notes, CounterAllegation = form.CounterAllegation, LivesWithClient = form.LivesWithClient,
    };

    internal PerpetratorForm ToForm() => new(Name, IdentityNumber, Address, Telephone, Email, ResidenceStatus, Relationship, Notes, CounterAllegation, LivesWithClient);
}
