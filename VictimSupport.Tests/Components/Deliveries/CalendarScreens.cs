using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.RoomCalendars;

namespace VictimSupport.Tests.Components.Deliveries;

/// <summary>Components over a real product that is connected to a fake Google.</summary>
internal sealed class CalendarScreens : IAsyncDisposable
{
    private readonly BunitContext _context = new();

    private CalendarScreens(CalendarBench bench) => Bench = bench;

    public CalendarBench Bench { get; }

    public static async Task<CalendarScreens> StartAsync()
    {
        var screens = new CalendarScreens(await CalendarBench.StartAsync());
        var services = screens._context.Services;
        services.AddLocalization();
        services.AddSingleton<TimeProvider>(screens.Bench.Product.Time);
        services.AddMudServices();
        services.AddFallbackServiceProvider(screens.Bench.Product.Services);
        screens._context.JSInterop.Mode = JSRuntimeMode.Loose;
        return screens;
    }

    public async Task<IRenderedComponent<T>> ShowAsync<T>(Actor actor, bool withOrganisation = false)
        where T : IComponent
    {
        var organisation = withOrganisation ? await Bench.Product.Get<OrganisationProfile>().ReadAsync(actor, CalendarBench.Token) : null;
        return _context.Render<T>(parameters =>
        {
            parameters.AddCascadingValue(actor);
            if (organisation is not null)
            {
                parameters.TryAdd("Organisation", organisation);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Bench.DisposeAsync();
    }
}
