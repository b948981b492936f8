using MudBlazor;
using MudBlazor.Services;
using VictimSupport.Blazor.Components;
using VictimSupport.Blazor.Components.Layout;

namespace VictimSupport.Blazor.Hosting;

/// <summary>The screens: interactive for staff, static for accounts.</summary>
internal static class Screens
{
    public static void AddScreens(this WebApplicationBuilder builder)
    {
        // `dotnet run` serves assets from where they were built, whatever the environment's name; a published program has no such list and is not changed.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddHealthChecks();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DetailedErrors = builder.Environment.IsDevelopment();
            // Long enough for a train's tunnel, short enough that a closed laptop's screen is forgotten.
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            circuit.DisconnectedCircuitMaxRetained = 200;
            circuit.PersistedCircuitInMemoryMaxRetained = 200;
            circuit.PersistedCircuitInMemoryRetentionPeriod = TimeSpan.FromMinutes(15);
        })
        // The longest text of a form, 20,000 characters, written as \uXXXX; anything longer stays in the browser (entry.js), because it would end the circuit.
        .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 256 * 1024);
        builder.Services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            mud.SnackbarConfiguration.ShowTransitionDuration = 120;
            mud.SnackbarConfiguration.HideTransitionDuration = 120;
            mud.SnackbarConfiguration.VisibleStateDuration = 6000;
            mud.SnackbarConfiguration.PreventDuplicates = true;
        });
        builder.Services.AddScoped<KeyPresses>();
        builder.Services.AddScoped<SearchWords>();
    }

    public static void MapScreens(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server =>
        {
            // Secrets and a stranger's text may share a frame: compressed together, their size would tell (BREACH).
            server.DisableWebSocketCompression = true;
            // SafeAnswers says frame-ancestors 'none' for every answer.
            server.ContentSecurityFrameAncestorsPolicy = null;
        });
    }
}
