using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VictimSupport.Core.Data;

public static class DataServices
{
    /// <summary>Registers the data's context factory for the provider the settings name.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        var options = DatabaseOptions.From(configuration);
        services.AddSingleton(options);
        // Pooled: a context is made once and used again, which is a tenth of what booking a session costs.
        services.AddPooledDbContextFactory<AppDb>(builder => builder.UseDatabase(options.Provider, options.DataConnection));
        services.AddSingleton<DatabaseUpgrade>();
        return services;
    }
}
