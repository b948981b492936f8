using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security;

/// <summary>The tables of ASP.NET Core Identity in a plain context: accounts, claims, logins, tokens (second factor) and passkeys.</summary>
internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>, IEntityTypeConfiguration<OneTimeLink>, IEntityTypeConfiguration<IdentityUserClaim<Guid>>,
    IEntityTypeConfiguration<IdentityUserLogin<Guid>>, IEntityTypeConfiguration<IdentityUserToken<Guid>>, IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    public const int EmailLength = 254;
    public const int NameLength = 100;

    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("Accounts");
        builder.HasKey(account => account.Id);
        builder.Property(account => account.Id).ValueGeneratedNever();
        builder.HasIndex(account => account.NormalizedUserName).IsUnique();
        builder.HasIndex(account => account.NormalizedEmail);
        builder.Property(account => account.UserName).HasMaxLength(EmailLength).IsRequired();
        builder.Property(account => account.NormalizedUserName).HasMaxLength(EmailLength).IsRequired();
        builder.Property(account => account.Email).HasMaxLength(EmailLength);
        builder.Property(account => account.NormalizedEmail).HasMaxLength(EmailLength);
        builder.Property(account => account.DisplayName).HasMaxLength(NameLength);
        builder.Property(account => account.Roles).HasMaxLength(200);
        builder.Property(account => account.Language).HasMaxLength(10).IsUnicode(false);
        builder.Property(account => account.PasswordHash).HasMaxLength(400).IsUnicode(false);
        builder.Property(account => account.SecurityStamp).HasMaxLength(64).IsUnicode(false);
        builder.Property(account => account.ConcurrencyStamp).HasMaxLength(64).IsUnicode(false).IsConcurrencyToken();
        builder.Property(account => account.PhoneNumber).HasMaxLength(30);
        builder.HasMany<IdentityUserClaim<Guid>>().WithOne().HasForeignKey(claim => claim.UserId).IsRequired();
        builder.HasMany<IdentityUserLogin<Guid>>().WithOne().HasForeignKey(login => login.UserId).IsRequired();
        builder.HasMany<IdentityUserToken<Guid>>().WithOne().HasForeignKey(token => token.UserId).IsRequired();
        builder.HasMany<IdentityUserPasskey<Guid>>().WithOne().HasForeignKey(passkey => passkey.UserId).IsRequired();
    }

    public void Configure(EntityTypeBuilder<OneTimeLink> builder)
    {
        builder.ToTable("OneTimeLinks");
        builder.HasKey(link => link.Id);
        builder.Property(link => link.Id).ValueGeneratedNever();
        builder.Property(link => link.TokenHash).HasMaxLength(32);
        builder.HasIndex(link => link.TokenHash).IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(link => link.AccountId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder)
    {
        builder.ToTable("AccountClaims");
        builder.HasKey(claim => claim.Id);
        builder.Property(claim => claim.ClaimType).HasMaxLength(200);
        builder.Property(claim => claim.ClaimValue).HasMaxLength(400);
    }

    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder)
    {
        builder.ToTable("AccountLogins");
        builder.HasKey(login => new { login.LoginProvider, login.ProviderKey });
        builder.Property(login => login.LoginProvider).HasMaxLength(128);
        builder.Property(login => login.ProviderKey).HasMaxLength(128);
        builder.Property(login => login.ProviderDisplayName).HasMaxLength(128);
    }

    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder)
    {
        builder.ToTable("AccountTokens");
        builder.HasKey(token => new { token.UserId, token.LoginProvider, token.Name });
        builder.Property(token => token.LoginProvider).HasMaxLength(128);
        builder.Property(token => token.Name).HasMaxLength(128);
        builder.Property(token => token.Value).HasMaxLength(2000);
    }

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder)
    {
        builder.ToTable("AccountPasskeys");
        // A credential id may be longer than SQL Server's clustered key allows.
        builder.HasKey(passkey => passkey.CredentialId).IsClustered(false);
        builder.Property(passkey => passkey.CredentialId).HasMaxLength(1023);
        builder.OwnsOne(passkey => passkey.Data).ToJson();
    }
}

public static class AccountTables
{
    extension(AppDb db)
    {
        /// <summary>The accounts of staff.</summary>
        public DbSet<Account> Accounts => db.Set<Account>();

        /// <summary>One-time links that were given out.</summary>
        public DbSet<OneTimeLink> OneTimeLinks => db.Set<OneTimeLink>();
    }
}
