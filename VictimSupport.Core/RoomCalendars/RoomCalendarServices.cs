using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomCalendars.Google;
using VictimSupport.Core.RoomCalendars.Pickup;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>Registers room calendars.</summary>
public static class RoomCalendarServices
{
    /// <summary>Google when Google:ServiceAccountKeyFile is set, otherwise .ics files in outgoing/calendars of the data folder. Wrong settings throw <see cref="SettingException"/>.</summary>
    public static IServiceCollection AddRoomCalendars(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(GoogleOptions.Section).Get<GoogleOptions>() ?? new GoogleOptions();
        GoogleOptionsValidation.Demand(options);
        services.AddSingleton(Options.Create(options));
        if (options.IsConfigured)
        {
            services.AddSingleton<GoogleConnection>();
            services.AddSingleton<IRoomCalendar, GoogleRoomCalendar>();
        }
        else
        {
            services.AddSingleton<IRoomCalendar>(provider => new PickupRoomCalendar(
                Path.Combine(provider.GetRequiredService<DatabaseOptions>().Directory, "outgoing", "calendars"), provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton<IOutboxHandler, RoomCalendarDelivery>();
        services.AddSingleton<RoomCalendarPull>();
        services.AddSingleton<RoomCalendarStates>();
        services.AddSingleton<CalendarConflicts>();
        services.AddWorker<RoomCalendarSync>();
        return services;
    }
}
