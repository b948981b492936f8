using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Core;

/// <summary>What must be in order before anybody is served; the same for the program, its commands and the tests.</summary>
public static class CoreStart
{
    /// <summary>Migrates both databases, loads or makes the keys and makes the organisation's row; throws <see cref="SettingException"/> with the cure.</summary>
    /// <param name="services">The product's services, see <see cref="CoreServices"/>.</param>
    /// <param name="output">Where an administrator reads what to do at the first run; no secret is written there.</param>
    public static async Task PrepareAsync(this IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<DatabaseUpgrade>().ApplyAsync(cancellationToken);
        await services.PrepareSecurityAsync(output, cancellationToken);
        await services.GetRequiredService<OrganisationProfile>().EnsureAsync("Our organisation", cancellationToken);
    }
}
