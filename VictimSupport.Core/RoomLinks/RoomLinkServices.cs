using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks.Pickup;
using VictimSupport.Core.RoomLinks.Smtp;

namespace VictimSupport.Core.RoomLinks;

/// <summary>Registers room links: how mail leaves, what is written, reminders and telephone scripts.</summary>
public static class RoomLinkServices
{
    /// <summary>SMTP when Mail:Host is set, otherwise .eml files in the data folder; wrong settings throw <see cref="SettingException"/>.</summary>
    public static IServiceCollection AddRoomLinks(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = MailOptions.From(configuration, DatabaseOptions.From(configuration).Directory);
        services.AddSingleton(options);
        if (options.Host is null)
        {
            services.AddSingleton<IMailer, PickupMailer>();
        }
        else
        {
            services.AddSingleton<IMailer, SmtpMailer>();
        }

        services.AddSingleton<RoomLinkComposer>();
        services.AddSingleton<RoomLinkPreviews>();
        services.AddSingleton<IOutboxHandler, RoomLinkDelivery>();
        services.AddSingleton<TelephoneScripts>();
        services.AddWorker<ReminderPlanner>();
        return services;
    }
}
