namespace VictimSupport.Core.Security;

/// <summary>Who acts: the explicit first argument of every feature method.</summary>
/// <param name="AccountId">The account; for a worker of the product an id of its own, the same on every server.</param>
/// <param name="Name">Name for screens and the audit; never a client's.</param>
/// <param name="Roles">The roles held now.</param>
/// <param name="PractitionerId">The practitioner this account belongs to, if any.</param>
/// <param name="Session">Stands for the sign-in the actor comes from, so that ending it is noticed; null for code of the product itself.</param>
public sealed record Actor(Guid AccountId, string Name, Role Roles, Guid? PractitionerId = null, string? Session = null)
{
    /// <summary>A worker of the product itself, e.g. the one that delivers room links.</summary>
    public static Actor Worker(string name) => new(Guid.Empty, name, Role.System);
}
