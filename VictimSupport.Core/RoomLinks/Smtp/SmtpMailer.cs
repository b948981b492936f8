using MailKit.Net.Smtp;
using MailKit.Security;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks.Smtp;

/// <summary>Sends through an SMTP server, each room's mailbox with its own account, always encrypted.</summary>
public sealed class SmtpMailer(MailOptions options, TimeProvider time) : IMailer
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    public bool Delivers => true;

    public async Task<Delivery> SendAsync(string mailbox, Func<CancellationToken, Task<OutgoingMail?>> compose, CancellationToken cancellation)
    {
        if (!options.Accounts.TryGetValue(mailbox, out var account))
        {
            return SmtpProblem.NoAccount;
        }

        using var client = new SmtpClient { LocalDomain = DomainOf(mailbox) };
        if (options.TrustedCertificateFile is { } file)
        {
            client.ServerCertificateValidationCallback = OwnAuthority.Trusting(file);
        }

        if (await TryAsync(limit => ConnectAsync(client, account, limit), cancellation) is { } failed)
        {
            return failed;
        }

        var delivery = await compose(cancellation) is { } mail ? await SendAsync(client, mailbox, mail) : Delivery.Obsolete;
        // The message's fate is decided by now; a server that does not answer QUIT changes nothing, and must not outlast the lease.
        await TryAsync(limit => client.DisconnectAsync(client.IsConnected, limit), CancellationToken.None, Farewell);
        return delivery;
    }

    private async Task<Delivery> SendAsync(SmtpClient client, string mailbox, OutgoingMail mail)
    {
        if (!MailMessages.TryBuild(mailbox, mail, out var message))
        {
            return Delivery.Fail(DeliveryProblem.AddressRefused);
        }

        using var content = message;
        // Once begun, only the time limit ends it: stopping the program half way would leave nobody knowing whether it was sent.
        return await TryAsync(limit => client.SendAsync(message, limit), CancellationToken.None) ?? Delivery.Sent;
    }

    private async Task ConnectAsync(SmtpClient client, MailAccount account, CancellationToken cancellation)
    {
        var security = options.ImplicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        // This mailer is chosen when there is a host.
        await client.ConnectAsync(options.Host!, options.Port, security, cancellation);
        await client.AuthenticateAsync(account.UserName, account.ReadPassword(), cancellation);
    }

    private async Task<Delivery?> TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellation, TimeSpan? atMost = null)
    {
        using var limit = new CancellationTokenSource(atMost ?? options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await act(either.Token);
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && SmtpProblem.Of(e) is { } problem)
        {
            return problem;
        }
    }

    // Otherwise the name or address of this machine would stand in the message's first Received line.
    private static string DomainOf(string mailbox) => mailbox[(mailbox.LastIndexOf('@') + 1)..];
}
