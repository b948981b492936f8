namespace VictimSupport.Blazor.Hosting;

internal static class Health
{
    /// <summary>Answers whether the program is up, in one word and nothing more.</summary>
    public static void MapHealth(this WebApplication app) => app.MapHealthChecks("/health").AllowAnonymous();
}
