using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Core.Security;

/// <summary>Registers keys, vault, audit, accounts and sign-in.</summary>
public static class SecurityServices
{
    /// <summary>Registers everything of this folder; needs the factory of <see cref="AppDb"/> beside it.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => KeyPlaces.From(configuration));
        services.AddDbContextFactory<KeyDb>((provider, options) => KeyDbConnection.Configure(options, configuration, provider.GetRequiredService<KeyPlaces>()));
        services.AddSingleton(provider => KeyRing.LoadOrCreate(provider.GetRequiredService<KeyPlaces>()));
        services.AddSingleton<AuditKeys>();
        services.AddSingleton(provider => new AuditTrail(provider.GetRequiredService<AuditKeys>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AuditAnchors>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton(provider => new AuditSealer(
            provider.GetRequiredService<IDbContextFactory<AppDb>>(),
            provider.GetRequiredService<AuditKeys>(),
            provider.GetRequiredService<AuditAnchors>(),
            provider.GetRequiredService<Leases>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuditSealer>>()));
        services.AddHostedService(provider => provider.GetRequiredService<AuditSealer>());
        services.AddSingleton<Leases>();
        services.AddSingleton<ActiveAccounts>();
        services.AddSingleton<AccessGuard>();
        services.AddSingleton<ClientVault>();
        services.AddSingleton<BlindIndex>();
        services.AddSingleton<Passwords>();
        services.AddSingleton(provider => provider.GetRequiredService<Passwords>().Hasher);
        services.AddSingleton<AddressDelays>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<FirstRun>();
        services.AddSingleton<AccountDirectory>();
        services.AddDataProtection().SetApplicationName("VictimSupport").PersistKeysToDbContext<KeyDb>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((keys, ring) => keys.XmlEncryptor = new WrappingXmlEncryptor(ring));
        return services;
    }
}
