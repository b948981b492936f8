using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.RoomLinks.Smtp;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

/// <summary>Mailers that talk to the real servers of the tests, through the product's own settings.</summary>
internal static class MailPeers
{
    public const string Mailbox = "room-a@vs.test";

    public static MailOptions Options(SmtpServer server, int timeoutSeconds = 10, int? port = null, bool implicitTls = false, string? authority = "") =>
        Options(port ?? server.StartTlsPort, authority is "" ? server.CertificateFile : authority, SmtpServer.UserName, SmtpServer.Password, timeoutSeconds, implicitTls);

    public static MailOptions Options(EximServer server, string password = EximServer.Password) =>
        Options(server.Port, server.CertificateFile, EximServer.UserName, password, 10, implicitTls: false);

    public static SmtpMailer Mailer(MailOptions options, TimeProvider? time = null) =>
        new(options, time ?? TimeProvider.System);

    public static OutgoingMail Mail(string to = "anna@vs.test", string subject = "Your appointment") => new(
        "Anna", to, "0123456789abcdef@vs.test", new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), subject, "Plain words: ħ ł\n", "<p>Plain words: ħ ł</p>");

    /// <summary>Sends from room A's mailbox without any last check.</summary>
    public static Task<Delivery> SendAsync(this IMailer mailer, OutgoingMail mail, CancellationToken cancellation) =>
        mailer.SendAsync(Mailbox, _ => Task.FromResult<OutgoingMail?>(mail), cancellation);

    private static MailOptions Options(int port, string? certificate, string userName, string password, int timeoutSeconds, bool implicitTls) => new()
    {
        Host = "localhost",
        Port = port,
        ImplicitTls = implicitTls,
        Timeout = TimeSpan.FromSeconds(timeoutSeconds),
        TrustedCertificateFile = certificate,
        Accounts = { [Mailbox] = new MailAccount { UserName = userName, Password = password } },
    };
}
