using System.Globalization;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>Settings that connect the product to the peers of the harnesses.</summary>
internal static class FaultSettings
{
    /// <summary>Mail through the server, one account for each of the four rooms' mailboxes.</summary>
    public static Dictionary<string, string?> Mail(SmtpServer smtp, int timeoutSeconds = 30)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Mail:Host"] = "localhost",
            ["Mail:Port"] = smtp.StartTlsPort.ToString(CultureInfo.InvariantCulture),
            ["Mail:TrustedCertificateFile"] = smtp.CertificateFile,
            ["Mail:TimeoutSeconds"] = timeoutSeconds.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var letter in "abcd")
        {
            settings[$"Mail:Accounts:room-{letter}@vs.test:UserName"] = SmtpServer.UserName;
            settings[$"Mail:Accounts:room-{letter}@vs.test:Password"] = SmtpServer.Password;
        }

        return settings;
    }

    /// <summary>Adds the fake Google; its key is written to the file.</summary>
    public static void AddGoogle(this Dictionary<string, string?> settings, FakeGoogleServer google, string keyFile)
    {
        settings["Google:ServiceAccountKeyFile"] = google.WriteKeyFile(keyFile);
        settings["Google:BaseUri"] = google.CalendarAddress.ToString();
    }

    /// <summary>Adds two databases of the server; none leaves the product on SQLite.</summary>
    public static async Task OnAsync(PostgresServer? postgres, Dictionary<string, string?> settings, CancellationToken cancellation)
    {
        foreach (var (key, value) in postgres is null ? [] : await Product.PostgresSettingsAsync(postgres, cancellation))
        {
            settings[key] = value;
        }
    }

    /// <summary>The Message-ID under which a message must arrive.</summary>
    public static string IdOf(OutboxMessage message) => RoomLinkMessageId.For(
        message.BookingId, message.BookingVersion, message.Kind, message.Channel == OutboxChannel.ClientMail ? RoomLinkRecipient.Client : RoomLinkRecipient.Practitioner, "room@vs.test");
}
