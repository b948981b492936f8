using System.Net;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Security;

/// <summary>Signs staff in by email and password, locks out for a growing while after wrong ones, and changes passwords.</summary>
public sealed class SignIns(IDbContextFactory<AppDb> databases, Passwords passwords, AddressDelays addresses, ActiveAccounts active, AuditTrail audit, TimeProvider time)
{
    private const int FreeTries = 5;
    private const int LongestLockMinutes = 30;
    private static readonly Actor Nobody = new(Guid.Empty, "unknown", Role.None);

    /// <summary>
    /// The principal of the account; refused in the same words and time whether the account exists, is locked, or the password is wrong.
    /// An address that was wrong too often waits, whatever account it asks for; <paramref name="address"/> null is not counted.
    /// </summary>
    public async Task<Outcome<ClaimsPrincipal>> SignInAsync(string? email, string? password, IPAddress? address, string authenticationType, CancellationToken cancellationToken)
    {
        if (addresses.MinutesLeft(address) is > 0 and var minutes)
        {
            return new Refusal(RefusalCode.TryLater, null, minutes);
        }

        var normalized = Normalize(email);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var seen = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(row => row.NormalizedUserName == normalized, cancellationToken);
        var isRight = await passwords.IsRightAsync(seen, password ?? "", cancellationToken);
        if (addresses.MinutesLeft(address) is > 0 and var meanwhile)
        {
            // Others from here were wrong too often while this one waited for its turn: many guesses at once tell nothing either.
            return new Refusal(RefusalCode.TryLater, null, meanwhile);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await LockRowAsync(db, seen?.Id ?? Guid.Empty, cancellationToken);
        var isDone = account is not null && Count(account, isRight && account.PasswordHash == seen?.PasswordHash);
        audit.Add(db, account is null ? Nobody : ActorOf(account), Operation.SignIn, account?.Id, isDone ? AuditOutcome.Done : AuditOutcome.Refused);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (!isDone)
        {
            addresses.Failed(address);
            return new Refusal(RefusalCode.SignInRefused);
        }

        active.Forget();
        return Outcome.Of(PrincipalOf(account!, authenticationType));
    }

    // What no address holds, and PostgreSQL takes in no text, is nobody's.
    private static string Normalize(string? email) => email is null || email.Any(char.IsControl) ? "" : email.Trim().ToUpperInvariant();

    // Many guesses at once must count one by one: writing first makes the others wait for this row.
    private static async Task<Account?> LockRowAsync(AppDb db, Guid accountId, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid().ToString();
        await db.Accounts.Where(row => row.Id == accountId).ExecuteUpdateAsync(set => set.SetProperty(row => row.ConcurrencyStamp, stamp), cancellationToken);
        return await db.Accounts.SingleOrDefaultAsync(row => row.Id == accountId, cancellationToken);
    }

    /// <summary>Counts a try and says whether it signs in; a right password does not while the account waits.</summary>
    private bool Count(Account account, bool isRight)
    {
        var now = time.GetUtcNow();
        if (account.LockoutEnd > now || !account.IsActive)
        {
            return false;
        }

        if (isRight)
        {
            account.AccessFailedCount = 0;
            account.LockoutEnd = null;
            return true;
        }

        account.AccessFailedCount++;
        account.LockoutEnd = account.AccessFailedCount < FreeTries
            ? null
            : now.AddMinutes(Math.Min(LongestLockMinutes, 1 << Math.Min(account.AccessFailedCount - FreeTries, 5)));
        return false;
    }

    /// <summary>
    /// Changes the actor's own password and ends all other sessions of the account; gives the principal of the new session.
    /// Wrong present passwords are audited and count like wrong sign-ins, so that an open page is no place to guess.
    /// </summary>
    public async Task<Outcome<ClaimsPrincipal>> ChangePasswordAsync(Actor actor, string? present, string? wanted, string authenticationType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var seen = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == actor.AccountId, cancellationToken);
        var isRight = await passwords.IsRightAsync(seen, present ?? "", cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await LockRowAsync(db, actor.AccountId, cancellationToken);
        if (account is null || !Count(account, isRight && account.PasswordHash == seen?.PasswordHash))
        {
            audit.Add(db, actor, Operation.SignIn, actor.AccountId, AuditOutcome.Refused, "password not changed");
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new Refusal(RefusalCode.WrongPassword, "Present");
        }

        if (Passwords.Check(wanted, account.UserName!, "Wanted") is { } refusal)
        {
            return refusal;
        }

        SetPassword(account, wanted!);
        audit.Add(db, actor, Operation.SignIn, account.Id, AuditOutcome.Done, "password changed");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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
