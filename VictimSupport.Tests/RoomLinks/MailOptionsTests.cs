using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.RoomLinks.Pickup;
using VictimSupport.Core.RoomLinks.Smtp;

namespace VictimSupport.Tests.RoomLinks;

public sealed class MailOptionsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Mail:Host"] = "smtp.example.org",
        ["Mail:Accounts:room-a@example.org:UserName"] = "room-a",
        ["Mail:Accounts:room-a@example.org:Password"] = "x",
    };

    [Fact]
    public void Without_a_host_messages_are_written_to_the_data_folder()
    {
        using var services = Services([]);
        Assert.IsType<PickupMailer>(services.GetRequiredService<IMailer>());
        Assert.Equal(Path.Combine("data", "outgoing", "mail"), services.GetRequiredService<IOptions<MailOptions>>().Value.PickupFolder);
    }

    [Fact]
    public void With_a_host_messages_are_sent_whatever_the_case_of_the_mailbox()
    {
        using var services = Services(Good);
        Assert.IsType<SmtpMailer>(services.GetRequiredService<IMailer>());
        Assert.True(services.GetRequiredService<IOptions<MailOptions>>().Value.Accounts.ContainsKey("Room-A@example.org"));
    }

    [Theory]
    [InlineData("Mail:Host", "two words", "Mail:Host is not a host name")]
    [InlineData("Mail:Host", null, "Mail:Host is missing")]
    [InlineData("Mail:Port", "70000", "Mail:Port must be between")]
    [InlineData("Mail:Security", "None", "Mail:Security must be StartTls or Tls")]
    [InlineData("Mail:TimeoutSeconds", "0", "Mail:TimeoutSeconds must be")]
    [InlineData("Mail:TrustedCertificateFile", "not-there.pem", "Mail:TrustedCertificateFile cannot be read")]
    [InlineData("Mail:Accounts:room-a@example.org:UserName", "", "Mail:Accounts:room-a@example.org:UserName is missing")]
    [InlineData("Mail:Accounts:room-a@example.org:Password", null, "Mail:Accounts:room-a@example.org needs either Password or PasswordFile")]
    [InlineData("Mail:Accounts:room-a@example.org:PasswordFile", "not-there", "Mail:Accounts:room-a@example.org needs either Password or PasswordFile")]
    [InlineData("Mail:Accounts:room-a:UserName", "x", "Mail:Accounts:room-a is not named by a mail address")]
    public void A_wrong_setting_is_named_with_its_cure(string key, string? value, string words)
    {
        var settings = new Dictionary<string, string?>(Good) { [key] = value };
        if (value is null)
        {
            settings.Remove(key);
        }

        using var services = Services(settings);
        var stopped = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<MailOptions>>().Value);
        Assert.Contains(stopped.Failures, f => f.StartsWith(words, StringComparison.Ordinal));
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddSingleton(TimeProvider.System).AddMail(configuration, "data").BuildServiceProvider();
    }
}
