using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Security;

/// <summary>An account in the list of an administrator.</summary>
public sealed record AccountRow(Guid Id, string Name, string Email, Role Roles, Guid? PractitionerId, string Language, bool IsActive, bool HasPassword, Instant? PasswordChangedAt);

/// <summary>An account as typed; the email cannot change later, it is the name that signs in.</summary>
/// <param name="Seen">The account as it was when it was opened for change; when it is no longer so, the change is refused. Null for a new one.</param>
public sealed record AccountForm(Guid? Id, string? Name, string? Email, Role Roles, Guid? PractitionerId, string Language, bool IsActive, AccountRow? Seen = null);

/// <summary>A saved account, and for a new one the token of the link that sets its password.</summary>
public sealed record SavedAccount(Guid Id, string? LinkToken);

/// <summary>The accounts of staff: listed, made, their roles changed, switched off.</summary>
public sealed class AccountDirectory(IDbContextFactory<AppDb> databases, AccessGuard access, ActiveAccounts active, AuditTrail audit, TimeProvider time)
{
    /// <summary>The row that changes of accounts write first, see <see cref="Leases.TakeTurnAsync"/>.</summary>
    internal const string Turn = "accounts";

    /// <summary>All accounts by name; there are some dozens.</summary>
    public async Task<IReadOnlyList<AccountRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageAccounts, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.AsNoTracking().OrderBy(account => account.DisplayName)
            .Select(account => new AccountRow(account.Id, account.DisplayName, account.UserName!, account.Roles, account.PractitionerId, account.Language, account.IsActive, account.PasswordHash != null, account.PasswordChangedAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Makes or changes an account. A change of roles or a switching-off holds in open pages within five seconds. The last active administrator stays one.</summary>
    public async Task<Outcome<SavedAccount>> SaveAsync(Actor actor, AccountForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ManageAccounts, form.Id, cancellationToken);
        var roles = form.Roles & ~Role.System;
        if ((Words.CheckRequired(form.Name, 100, nameof(form.Name)) ?? Words.CheckRequired(form.Email, 254, nameof(form.Email)) ?? Words.CheckEmail(form.Email, nameof(form.Email))
            ?? (roles == Role.None ? new Refusal(RefusalCode.Required, nameof(form.Roles)) : null)
            ?? (form.Language is "en" or "pl" or "mt" ? null : new Refusal(RefusalCode.Required, nameof(form.Language)))) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Written first, so that changes of accounts come one after the other: two administrators can never switch off one another.
        await Leases.TakeTurnAsync(db, Turn, cancellationToken);
        var account = form.Id is { } id ? await db.Accounts.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) : null;
        if (form.Id is not null && account is null)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (account is not null && !IsAsSeen(account, form.Seen))
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        string? token = null;
        if (account is null)
        {
            account = NewAccount(form.Name!, form.Email!, roles, form.PractitionerId, form.Language, time.Now);
            db.Accounts.Add(account);
            token = FirstRun.Add(db, OneTimeLinkPurpose.SetPassword, account.Id, time.Now);
        }
        else
        {
            if (IsAdministrator(account.Roles, account.IsActive) && !IsAdministrator(roles, form.IsActive) && !await AnotherAdministratorAsync(db, account.Id, cancellationToken))
            {
                return new Refusal(RefusalCode.LastAdministrator, nameof(form.Roles));
            }

            Apply(account, form, roles);
        }

        audit.Add(db, actor, Operation.ManageAccounts, account.Id, AuditOutcome.Done, $"{roles}, {(form.IsActive ? "active" : "off")}");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody signed in with it or set its password in this moment.
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return new Refusal(RefusalCode.NameTaken, nameof(form.Email));
        }

        await transaction.CommitAsync(cancellationToken);
        active.Forget();
        return new SavedAccount(account.Id, token);
    }

    /// <summary>A new link by which a colleague sets a new password; earlier ones stop working.</summary>
    public async Task<Outcome<string>> NewLinkAsync(Actor actor, Guid accountId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageAccounts, accountId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Accounts.AnyAsync(account => account.Id == accountId && account.IsActive, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.OneTimeLinks.Where(link => link.AccountId == accountId && link.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
        var token = FirstRun.Add(db, OneTimeLinkPurpose.SetPassword, accountId, time.Now);
        audit.Add(db, actor, Operation.ManageAccounts, accountId, AuditOutcome.Done, "link to set a password");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return token;
    }

    internal static Account NewAccount(string name, string email, Role roles, Guid? practitionerId, string language, Instant now) => new()
    {
        Id = Guid.CreateVersion7(),
        UserName = email.Trim(),
        NormalizedUserName = email.Trim().ToUpperInvariant(),
        Email = email.Trim(),
        NormalizedEmail = email.Trim().ToUpperInvariant(),
        EmailConfirmed = true,
        DisplayName = name.Trim(),
        Roles = roles,
        PractitionerId = practitionerId,
        Language = language,
        CreatedAt = now,
        LockoutEnabled = true,
        SecurityStamp = Guid.NewGuid().ToString("N"),
    };

    private static void Apply(Account account, AccountForm form, Role roles)
    {
        account.DisplayName = form.Name!.Trim();
        account.Language = form.Language;
        account.ConcurrencyStamp = Guid.NewGuid().ToString();
        if (account.Roles != roles || account.IsActive != form.IsActive || account.PractitionerId != form.PractitionerId)
        {
            account.PractitionerId = form.PractitionerId;
            account.Roles = roles;
            account.IsActive = form.IsActive;
            // Open sessions carry the old roles and practitioner: they end.
            account.SecurityStamp = Guid.NewGuid().ToString("N");
        }
    }

    // Signing in changes an account too, but nothing that is edited here.
    private static bool IsAsSeen(Account account, AccountRow? seen) =>
        seen is not null && account.DisplayName == seen.Name && account.Roles == seen.Roles && account.PractitionerId == seen.PractitionerId && account.Language == seen.Language && account.IsActive == seen.IsActive;

    private static bool IsAdministrator(Role roles, bool isActive) => isActive && roles.HasFlag(Role.Administrator);

    private static async Task<bool> AnotherAdministratorAsync(AppDb db, Guid accountId, CancellationToken cancellationToken)
    {
        // Roles are stored by name, so they are compared here and not in the database.
        var others = await db.Accounts.Where(account => account.Id != accountId && account.IsActive).Select(account => account.Roles).ToListAsync(cancellationToken);
        return others.Exists(roles => roles.HasFlag(Role.Administrator));
    }
}
