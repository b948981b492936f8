using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VictimSupport.Core.RoomLinks.Pickup;
using VictimSupport.Core.RoomLinks.Smtp;

namespace VictimSupport.Core.RoomLinks;

/// <summary>Registers how mail leaves.</summary>
public static class MailServices
{
    /// <summary>SMTP when Mail:Host is set, otherwise .eml files in outgoing/mail of the data folder. Wrong settings stop the program at start.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddOptions<MailOptions>()
            .Bind(configuration.GetSection(MailOptions.Section))
            .PostConfigure(options => options.PickupFolder ??= Path.Combine(dataFolder, "outgoing", "mail"))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>();
        if (configuration[MailOptions.Section + ":Host"] is null)
        {
            services.AddSingleton<IMailer, PickupMailer>();
        }
        else
        {
            services.AddSingleton<IMailer, SmtpMailer>();
        }

        return services;
    }
}
