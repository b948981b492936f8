using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Cases;

namespace VictimSupport.Core.Consents;

internal static class ConsentServices
{
    public static void AddConsents(this IServiceCollection services)
    {
        services.AddSingleton<TermsOfSupport>();
        services.AddSingleton<ClientConsents>();
        services.AddSingleton<ChildDecisionLog>();
        services.AddSingleton<OpeningHold>(ConsentRules.CheckOpeningAsync);
    }
}
