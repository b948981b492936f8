using Microsoft.Extensions.Configuration;
using VictimSupport.Core.Data;
using VictimSupport.Core.RoomLinks;

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
        var options = Read([]);
        Assert.Null(options.Host);
        Assert.Equal(Path.Combine(Path.GetTempPath(), "outgoing", "mail"), options.PickupFolder);
    }

    [Fact]
    public void With_a_host_messages_are_sent_whatever_the_case_of_the_mailbox()
    {
        var options = Read(Good);
        Assert.Equal("smtp.example.org", options.Host);
        Assert.True(options.Accounts.ContainsKey("Room-A@example.org"));
    }

    [Theory]
    [InlineData("Mail:Host", "two words", "Mail:Host")]
    [InlineData("Mail:Host", null, "Mail:Host")]
    [InlineData("Mail:Port", "70000", "Mail:Port")]
    [InlineData("Mail:Security", "None", "Mail:Security")]
    [InlineData("Mail:TimeoutSeconds", "0", "Mail:TimeoutSeconds")]
    [InlineData("Mail:TrustedCertificateFile", "not-there.pem", "Mail:TrustedCertificateFile")]
    [InlineData("Mail:Accounts:room-a@example.org:UserName", "", "Mail:Accounts:room-a@example.org:UserName")]
    [InlineData("Mail:Accounts:room-a@example.org:Password", null, "Mail:Accounts:room-a@example.org")]
    [InlineData("Mail:Accounts:room-a@example.org:PasswordFile", "not-there", "Mail:Accounts:room-a@example.org")]
    [InlineData("Mail:Accounts:room-a:UserName", "x", "Mail:Accounts:room-a")]
    public void A_wrong_setting_is_named_with_its_cure(string key, string? value, string named)
    {
        var settings = new Dictionary<string, string?>(Good) { [key] = value };
        if (value is null)
        {
            settings.Remove(key);
        }

        var stopped = Assert.Throws<SettingException>(() => Read(settings));
        Assert.Equal(named, stopped.Setting);
        Assert.False(string.IsNullOrWhiteSpace(stopped.Cure));
    }

    private static MailOptions Read(Dictionary<string, string?> settings) =>
        MailOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), Path.GetTempPath());
}
