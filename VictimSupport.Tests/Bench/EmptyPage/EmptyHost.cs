using MudBlazor.Services;

namespace VictimSupport.Tests.Bench.EmptyPage;

/// <summary>The reference: an empty MudBlazor page with one button, served by a process of its own.</summary>
internal static class EmptyHost
{
    /// <summary>The word that makes this program serve the page instead of measuring.</summary>
    public const string Word = "serve-empty-page";

    public static async Task RunAsync(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
        await using var app = builder.Build();
        app.UseAntiforgery();
        app.MapRazorComponents<EmptyApp>().AddInteractiveServerRenderMode(server => server.DisableWebSocketCompression = true);
        await app.RunAsync();
    }
}
