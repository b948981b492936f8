using Microsoft.AspNetCore.Identity;
using NodaTime;

namespace VictimSupport.Core.Security;

/// <summary>A member of staff who may sign in; the user name is the work email address.</summary>
public sealed class Account : IdentityUser<Guid>
{
    /// <summary>Name for colleagues' screens and the audit.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The roles held.</summary>
    public required Role Roles { get; set; }

    /// <summary>The practitioner this account belongs to; null for staff who hold no sessions.</summary>
    public Guid? PractitionerId { get; set; }

    /// <summary>Language of screens and mails: en, pl or mt.</summary>
    public required string Language { get; set; }

    /// <summary>When the password was last set; null while there is none.</summary>
    public Instant? PasswordChangedAt { get; set; }

    /// <summary>Whether the account may sign in and act.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When the account was made.</summary>
    public required Instant CreatedAt { get; init; }
}

/// <summary>What a one-time link is for.</summary>
public enum OneTimeLinkPurpose
{
    FirstAdministrator,
    SetPassword,
}

/// <summary>A link that works once, until an instant; only the hash of its token is kept.</summary>
public sealed class OneTimeLink
{
    public required Guid Id { get; init; }

    public required OneTimeLinkPurpose Purpose { get; init; }

    /// <summary>The account it sets the password of; null for the first administrator's.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>SHA-256 of the token, which is 256 random bits.</summary>
    public required byte[] TokenHash { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant ExpiresAt { get; init; }

    /// <summary>When it was used; null while it works.</summary>
    public Instant? UsedAt { get; set; }
}
