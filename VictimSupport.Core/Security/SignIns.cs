using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Security;

/// <summary>Signs staff in by email and password, locks out for a growing while after wrong ones, and changes passwords.</summary>
public sealed class SignIns(IDbContextFactory<AppDb> databases, Passwords passwords, ActiveAccounts active, AuditTrail audit, TimeProvider time)
{
    private const int FreeTries = 5;
    private const int LongestLockMinutes = 15;

    /// <summary>The principal of the account; refused in the same words and time whether the account exists, is locked, or the password is wrong.</summary>
    public async Task<Outcome<ClaimsPrincipal>> SignInAsync(string? email, string? password, string authenticationType, CancellationToken cancellationToken)
    {
        var normalized = (email ?? "").Trim().ToUpperInvariant();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var account = await db.Accounts.SingleOrDefaultAsync(row => row.NormalizedUserName == normalized, cancellationToken);
        var isRight = await passwords.IsRightAsync(account, password ?? "", cancellationToken);
        if (account is null)
        {
            return new Refusal(RefusalCode.SignInRefused);
        }

        var now = time.GetUtcNow();
        var isDone = isRight && account.IsActive && !(account.LockoutEnd > now);
        if (isDone)
        {
            account.AccessFailedCount = 0;
            account.LockoutEnd = null;
        }
        else if (!isRight && !(account.LockoutEnd > now))
        {
            account.AccessFailedCount++;
            account.LockoutEnd = account.AccessFailedCount < FreeTries
                ? null
                : now.AddMinutes(Math.Min(LongestLockMinutes, 1 << Math.Min(account.AccessFailedCount - FreeTries, 4)));
        }

        audit.Add(db, ActorOf(account), Operation.SignIn, account.Id, isDone ? AuditOutcome.Done : AuditOutcome.Refused);
        await db.SaveChangesAsync(cancellationToken);
        if (!isDone)
        {
            return new Refusal(RefusalCode.SignInRefused);
        }

        active.Forget();
        return Outcome.Of(PrincipalOf(account, authenticationType));
    }

    /// <summary>Changes the actor's own password and ends all other sessions of the account; gives the principal of the new session.</summary>
    public async Task<Outcome<ClaimsPrincipal>> ChangePasswordAsync(Actor actor, string? present, string? wanted, string authenticationType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var account = await db.Accounts.SingleOrDefaultAsync(row => row.Id == actor.AccountId, cancellationToken);
        if (account is null || !await passwords.IsRightAsync(account, present ?? "", cancellationToken))
        {
            return new Refusal(RefusalCode.WrongPassword, "Present");
        }

        if (Passwords.Check(wanted, account.UserName!, "Wanted") is { } refusal)
        {
            return refusal;
        }

        SetPassword(account, wanted!);
        audit.Add(db, actor, Operation.SignIn, account.Id, AuditOutcome.Done, "password changed");
        await db.SaveChangesAsync(cancellationToken);
        active.Forget();
        return Outcome.Of(PrincipalOf(account, authenticationType));
    }

    /// <summary>Sets a password and a new security stamp, which ends every session of the account.</summary>
    internal void SetPassword(Account account, string password)
    {
        account.PasswordHash = passwords.Hash(account, password);
        account.PasswordChangedAt = time.Now;
        account.SecurityStamp = Guid.NewGuid().ToString("N");
        account.AccessFailedCount = 0;
        account.LockoutEnd = null;
    }

    internal static Actor ActorOf(Account account) => new(account.Id, account.DisplayName, account.Roles, account.PractitionerId);

    private static ClaimsPrincipal PrincipalOf(Account account, string authenticationType)
    {
        var identity = new ClaimsIdentity(authenticationType, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, account.DisplayName));
        ActorClaims.Add(identity, account);
        return new ClaimsPrincipal(identity);
    }
}
