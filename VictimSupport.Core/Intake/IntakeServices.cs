using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Cases;

namespace VictimSupport.Core.Intake;

internal static class IntakeServices
{
    public static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<IntakeForms>();
        services.AddSingleton<IntakeFiles>();
        services.AddSingleton<IntakeDrafts>();
        services.AddSingleton<IntakeSaves>();
        services.AddSingleton<OpeningHold>(provider => new IntakeHold(provider.GetRequiredService<IntakeForms>()).CheckAsync);
    }
}
