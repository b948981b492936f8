using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Security;

/// <summary>One-time links: the first administrator's, printed on the console, and the ones by which a new colleague sets a password.</summary>
public sealed class FirstRun(IDbContextFactory<AppDb> databases, SignIns signIns, ActiveAccounts active, AuditTrail audit, TimeProvider time)
{
    private static readonly Duration Life = Duration.FromHours(24);

    /// <summary>A token for the first administrator when there is no account yet, otherwise null. Earlier tokens stop working.</summary>
    public async Task<string?> BeginAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Accounts.AnyAsync(cancellationToken))
        {
            return null;
        }

        await db.OneTimeLinks.Where(link => link.Purpose == OneTimeLinkPurpose.FirstAdministrator).ExecuteDeleteAsync(cancellationToken);
        var token = Add(db, OneTimeLinkPurpose.FirstAdministrator, null, time.Now);
        await db.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>What a token is for; null when it was used, is too old or was never given.</summary>
    public async Task<OneTimeLinkPurpose?> PurposeAsync(string? token, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await FindAsync(db, token, cancellationToken))?.Purpose;
    }

    /// <summary>Makes the first administrator.</summary>
    public async Task<Outcome<Guid>> CreateAdministratorAsync(string? token, string? name, string? email, string? password, string language, CancellationToken cancellationToken)
    {
        if ((Words.CheckRequired(name, 100, "Name") ?? Words.CheckRequired(email, 254, "Email") ?? Words.CheckEmail(email, "Email") ?? Passwords.Check(password, email!.Trim(), "Password")) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await UseAsync(db, token, OneTimeLinkPurpose.FirstAdministrator, now, cancellationToken) || await db.Accounts.AnyAsync(cancellationToken))
        {
            return new Refusal(RefusalCode.LinkOver);
        }

        var account = AccountDirectory.NewAccount(name!, email!, Role.Administrator, null, language, now);
        signIns.SetPassword(account, password!);
        db.Accounts.Add(account);
        audit.Add(db, SignIns.ActorOf(account), Operation.ManageAccounts, account.Id, AuditOutcome.Done, "first administrator");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        active.Forget();
        return account.Id;
    }

    /// <summary>Sets the password of the account a link was made for.</summary>
    public async Task<Outcome<Guid>> SetPasswordAsync(string? token, string? password, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var link = await FindAsync(db, token, cancellationToken);
        var account = link?.AccountId is { } id ? await db.Accounts.SingleOrDefaultAsync(row => row.Id == id && row.IsActive, cancellationToken) : null;
        if (account is null)
        {
            return new Refusal(RefusalCode.LinkOver);
        }

        if (Passwords.Check(password, account.UserName!, "Password") is { } refusal)
        {
            return refusal;
        }

        if (!await UseAsync(db, token, OneTimeLinkPurpose.SetPassword, time.Now, cancellationToken))
        {
            return new Refusal(RefusalCode.LinkOver);
        }

        signIns.SetPassword(account, password!);
        audit.Add(db, SignIns.ActorOf(account), Operation.SignIn, account.Id, AuditOutcome.Done, "password set by link");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // An administrator changed the account in this moment; the link still works.
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        await transaction.CommitAsync(cancellationToken);
        active.Forget();
        return account.Id;
    }

    /// <summary>Adds a link to the context and gives its token, which is kept nowhere.</summary>
    internal static string Add(AppDb db, OneTimeLinkPurpose purpose, Guid? accountId, Instant now)
    {
        var token = RandomNumberGenerator.GetBytes(32);
        db.OneTimeLinks.Add(new OneTimeLink { Id = Guid.CreateVersion7(), Purpose = purpose, AccountId = accountId, TokenHash = SHA256.HashData(token), CreatedAt = now, ExpiresAt = now + Life });
        return Base64Url.EncodeToString(token);
    }

    private async Task<OneTimeLink?> FindAsync(AppDb db, string? token, CancellationToken cancellationToken)
    {
        if (HashOf(token) is not { } hash)
        {
            return null;
        }

        var now = time.Now;
        return await db.OneTimeLinks.AsNoTracking().SingleOrDefaultAsync(link => link.TokenHash == hash && link.UsedAt == null && link.ExpiresAt > now, cancellationToken);
    }

    // One statement, so that of two who use a link at once only one succeeds.
    private static async Task<bool> UseAsync(AppDb db, string? token, OneTimeLinkPurpose purpose, Instant now, CancellationToken cancellationToken) =>
        HashOf(token) is { } hash
        && await db.OneTimeLinks.Where(link => link.TokenHash == hash && link.Purpose == purpose && link.UsedAt == null && link.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.UsedAt, now), cancellationToken) == 1;

    private static byte[]? HashOf(string? token) =>
        token is { Length: > 0 and < 100 } && Base64Url.IsValid(token) ? SHA256.HashData(Base64Url.DecodeFromChars(token)) : null;
}
