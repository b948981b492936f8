using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace VictimSupport.Core.Security;

/// <summary>The way between a signed-in principal's claims and the <see cref="Actor"/> of feature methods.</summary>
public static class ActorClaims
{
    private const string RolesClaim = "victimsupport/roles";
    private const string PractitionerClaim = "victimsupport/practitioner";
    private const string LanguageClaim = "victimsupport/language";
    private const string SessionClaim = "victimsupport/session";

    /// <summary>The actor of a signed-in principal; null for an anonymous one. Whether it may still act, <see cref="ActiveAccounts"/> says.</summary>
    public static Actor? ToActor(this ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true }
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
        && principal.FindFirstValue(SessionClaim) is { Length: > 0 } session
        && Enum.TryParse<Role>(principal.FindFirstValue(RolesClaim), out var roles)
            ? new Actor(id, principal.FindFirstValue(ClaimTypes.Name) ?? "", roles & ~Role.System, Guid.TryParse(principal.FindFirstValue(PractitionerClaim), out var practitioner) ? practitioner : null, session)
            : null;

    /// <summary>The language of a signed-in principal's account; null for an anonymous one.</summary>
    public static string? Language(this ClaimsPrincipal? principal) => principal?.FindFirstValue(LanguageClaim);

    /// <summary>What stands for a session in the claims: changes with the account's security stamp and gives nothing of it away.</summary>
    internal static string SessionOf(string? securityStamp) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("victimsupport session " + securityStamp)))[..32];

    internal static void Add(ClaimsIdentity identity, Account account)
    {
        identity.AddClaim(new Claim(RolesClaim, account.Roles.ToString()));
        identity.AddClaim(new Claim(LanguageClaim, account.Language));
        identity.AddClaim(new Claim(SessionClaim, SessionOf(account.SecurityStamp)));
        if (account.PractitionerId is { } practitioner)
        {
            identity.AddClaim(new Claim(PractitionerClaim, practitioner.ToString()));
        }

        foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.None && account.Roles.HasFlag(role)))
        {
            identity.AddClaim(new Claim(identity.RoleClaimType, role.ToString()));
        }
    }
}

/// <summary>Puts an account's display name, roles, language and session into its principal.</summary>
internal sealed class AccountClaims(UserManager<Account> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Account>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        foreach (var name in identity.FindAll(identity.NameClaimType).Concat(identity.FindAll(ClaimTypes.Email)).ToList())
        {
            identity.RemoveClaim(name);
        }

        identity.AddClaim(new Claim(identity.NameClaimType, user.DisplayName));
        ActorClaims.Add(identity, user);
        return identity;
    }
}
