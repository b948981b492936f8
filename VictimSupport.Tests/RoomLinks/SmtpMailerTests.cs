using MimeKit;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

/// <summary>The mailer against a real SMTP server that misbehaves in every way the field has seen.</summary>
public sealed class SmtpMailerTests : IAsyncLifetime
{
    private readonly SmtpServer server = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_message_goes_encrypted_from_the_rooms_mailbox_with_its_own_Message_ID()
    {
        var result = await MailPeers.Mailer(MailPeers.Options(server)).SendAsync(MailPeers.Mail(), Now);
        Assert.Equal(Delivery.Sent, result);
        var received = Assert.Single(await server.WaitForMailAsync(1, Now));
        Assert.True(received.Envelope.Secure);
        Assert.Equal(MailPeers.Mailbox, received.Envelope.From);
        Assert.Equal(["anna@vs.test"], received.Envelope.To);
        Assert.Equal("0123456789abcdef@vs.test", received.Message.MessageId);
        Assert.Equal("Anna", ((MailboxAddress)received.Message.From[0]).Name);
        Assert.Contains("ħ ł", received.Message.TextBody, StringComparison.Ordinal);
        Assert.Contains("ħ ł", received.Message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("vs.test", received.Envelope.Hello);
    }

    [Fact]
    public async Task Implicit_TLS_works_too()
    {
        var options = MailPeers.Options(server, port: server.TlsPort, implicitTls: true);
        Assert.Equal(Delivery.Sent, await MailPeers.Mailer(options).SendAsync(MailPeers.Mail(), Now));
    }

    [Theory]
    [InlineData("421-connect", OutboxState.Waiting, DeliveryProblem.Busy, "421 4.3.2")]
    [InlineData("454-auth", OutboxState.Waiting, DeliveryProblem.Busy, "454 4.7.0")]
    [InlineData("535-auth", OutboxState.Waiting, DeliveryProblem.CredentialsRefused, "535 5.7.8")]
    [InlineData("421-mail", OutboxState.Waiting, DeliveryProblem.Busy, "421 4.3.2")]
    [InlineData("451-rcpt", OutboxState.Waiting, DeliveryProblem.Busy, "451 4.2.1")]
    [InlineData("550-rcpt", OutboxState.Failed, DeliveryProblem.AddressRefused, "550 5.1.1")]
    [InlineData("451-data", OutboxState.Waiting, DeliveryProblem.Busy, "451 4.3.0")]
    [InlineData("554-data", OutboxState.Failed, DeliveryProblem.Refused, "554 5.7.1")]
    [InlineData("hang-mail", OutboxState.Waiting, DeliveryProblem.Unreachable, "timeout")]
    [InlineData("hang-data", OutboxState.Waiting, DeliveryProblem.Unreachable, "timeout")]
    [InlineData("no-starttls", OutboxState.Waiting, DeliveryProblem.EncryptionRefused, null)]
    public async Task Each_fault_is_told_apart_and_the_message_goes_once_when_it_is_over(string mode, OutboxState state, DeliveryProblem problem, string? code)
    {
        await server.BehaveAsync(mode, Now);
        var mailer = MailPeers.Mailer(MailPeers.Options(server, mode.StartsWith("hang", StringComparison.Ordinal) ? 1 : 10));
        var faulty = await mailer.SendAsync(MailPeers.Mail(), Now);
        Assert.Equal((state, problem, code), (faulty.State, faulty.Problem, faulty.Code));
        Assert.Empty(server.Received);

        await server.BehaveAsync("ok", Now);
        Assert.Equal(Delivery.Sent, await mailer.SendAsync(MailPeers.Mail(), Now));
        Assert.Single(server.Received);
        Assert.DoesNotContain(server.Events, e => e.Event is "auth" or "mail" && !e.Secure);
    }

    [Fact]
    public async Task A_line_cut_after_DATA_is_tried_again_under_the_same_Message_ID()
    {
        await server.BehaveAsync("cut-after-data", Now);
        var mailer = MailPeers.Mailer(MailPeers.Options(server));
        var cut = await mailer.SendAsync(MailPeers.Mail(), Now);
        Assert.Equal(Delivery.Retry(DeliveryProblem.Unreachable, "cut"), cut);
        await server.BehaveAsync("ok", Now);
        Assert.Equal(Delivery.Sent, await mailer.SendAsync(MailPeers.Mail(), Now));
        Assert.Single(server.Received.Select(r => r.Message.MessageId).Distinct());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again_later()
    {
        var options = MailPeers.Options(server, port: FreePort.Next());
        var result = await MailPeers.Mailer(options).SendAsync(MailPeers.Mail(), Now);
        Assert.Equal(Delivery.Retry(DeliveryProblem.Unreachable), result);
    }

    [Fact]
    public async Task The_message_is_asked_for_after_signing_in_and_nothing_of_it_is_told_before()
    {
        List<string> seen = [];
        var result = await MailPeers.Mailer(MailPeers.Options(server)).SendAsync(MailPeers.Mailbox, async cancellation =>
        {
            await server.WaitForAsync(e => e.Event == "auth", cancellation);
            seen = [.. server.Events.Select(e => e.Event)];
            return null;
        }, Now);
        Assert.Equal(Delivery.Obsolete, result);
        Assert.Contains("auth", seen);
        Assert.DoesNotContain("mail", seen);
        Assert.DoesNotContain(server.Events, e => e.Event is "mail" or "message");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouched_for_is_refused()
    {
        var options = MailPeers.Options(server, authority: null);
        await AssertNotTrustedAsync(options);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_or_for_another_name_is_refused()
    {
        using var folder = new TemporaryFolder();
        var other = MailPeers.Options(server, authority: TestCertificate.Write(folder.Path));
        await AssertNotTrustedAsync(other);

        await using var elsewhere = new SmtpServer { CertificateHost = "mail.vs.test" };
        await elsewhere.InitializeAsync();
        await AssertNotTrustedAsync(MailPeers.Options(elsewhere));
    }

    [Fact]
    public async Task Nothing_in_an_address_or_a_subject_becomes_a_header_or_a_command()
    {
        var mailer = MailPeers.Mailer(MailPeers.Options(server));
        foreach (var address in (string[])["a@vs.test\r\nRCPT TO:<b@vs.test>", "a@vs.test, b@vs.test", "<a@vs.test>", "Anna <a@vs.test>", "a", "", "a@vs.test\0", "list:a@vs.test;"])
        {
            var refused = await mailer.SendAsync(MailPeers.Mail(to: address), Now);
            Assert.Equal(Delivery.Fail(DeliveryProblem.AddressRefused), refused);
        }

        var mail = MailPeers.Mail(subject: "One\r\nBcc: b@vs.test") with { SenderName = "Anna\r\nX-Telling: yes" };
        Assert.Equal(Delivery.Sent, await mailer.SendAsync(mail, Now));
        var received = Assert.Single(server.Received);
        Assert.Equal(["anna@vs.test"], received.Envelope.To);
        Assert.DoesNotContain(received.Message.Headers, h => h.Field is "Bcc" or "X-Telling");
    }

    [Fact]
    public async Task A_room_without_an_account_needs_a_hand()
    {
        var result = await MailPeers.Mailer(MailPeers.Options(server)).SendAsync("room-z@vs.test", _ => Task.FromResult<OutgoingMail?>(MailPeers.Mail()), Now);
        Assert.Equal(Delivery.Retry(DeliveryProblem.SettingsMissing, after: Backoff.Longest), result);
    }

    [Fact]
    public async Task A_password_file_is_read_at_each_sending()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("password");
        await File.WriteAllTextAsync(file, "old\n", Now);
        var options = MailPeers.Options(server);
        options.Accounts[MailPeers.Mailbox] = new MailAccount { UserName = SmtpServer.UserName, PasswordFile = file };
        var mailer = MailPeers.Mailer(options);
        Assert.Equal(DeliveryProblem.CredentialsRefused, (await mailer.SendAsync(MailPeers.Mail(), Now)).Problem);
        await File.WriteAllTextAsync(file, SmtpServer.Password + "\n", Now);
        Assert.Equal(Delivery.Sent, await mailer.SendAsync(MailPeers.Mail(), Now));
    }

    private async Task AssertNotTrustedAsync(MailOptions options)
    {
        var result = await MailPeers.Mailer(options).SendAsync(MailPeers.Mail(), Now);
        Assert.Equal(Delivery.Retry(DeliveryProblem.EncryptionRefused, "certificate", Backoff.Longest), result);
        Assert.DoesNotContain(server.Events, e => e.Event is "auth" or "mail");
    }
}
