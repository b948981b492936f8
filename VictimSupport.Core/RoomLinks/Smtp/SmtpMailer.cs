using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace VictimSupport.Core.RoomLinks.Smtp;

/// <summary>Sends through an SMTP server, each room's mailbox with its own account, always encrypted.</summary>
public sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider time) : IMailer
{
    public bool Delivers => true;

    public async Task<MailResult> SendAsync(OutgoingMail mail, Func<CancellationToken, Task<bool>> beforeSend, CancellationToken cancellation)
    {
        var settings = options.Value;
        if (!settings.Accounts.TryGetValue(mail.Mailbox, out var account))
        {
            return new MailResult(MailOutcome.NeedsHand, MailProblem.NoAccount, "");
        }

        if (!MailMessages.TryBuild(mail, out var message))
        {
            return new MailResult(MailOutcome.Rejected, MailProblem.AddressNotValid, "");
        }

        using var content = message;
        using var client = new SmtpClient { LocalDomain = DomainOf(mail.Mailbox) };
        if (settings.TrustedCertificateFile is { } file)
        {
            client.ServerCertificateValidationCallback = OwnAuthority.Trusting(file);
        }

        if (await TryAsync(limit => ConnectAsync(client, settings, account, limit), cancellation) is { } failed)
        {
            return failed;
        }

        if (!await beforeSend(cancellation))
        {
            await LeaveAsync(client);
            return MailResult.Withheld;
        }

        // Once begun, only the time limit ends it: stopping the program half way would leave nobody knowing whether it was sent.
        var result = await TryAsync(limit => client.SendAsync(message, limit), CancellationToken.None) ?? MailResult.Sent;
        await LeaveAsync(client);
        return result;
    }

    private static async Task ConnectAsync(SmtpClient client, MailOptions settings, MailAccount account, CancellationToken cancellation)
    {
        var security = settings.ImplicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        // Both were demanded at start (MailOptionsValidator).
        await client.ConnectAsync(settings.Host!, settings.Port ?? (settings.ImplicitTls ? 465 : 587), security, cancellation);
        await client.AuthenticateAsync(account.UserName!, account.ReadPassword(), cancellation);
    }

    private async Task<MailResult?> TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), time);
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

    // The message's fate is decided by now; a server that does not answer QUIT changes nothing.
    private async Task LeaveAsync(SmtpClient client) =>
        await TryAsync(limit => client.DisconnectAsync(client.IsConnected, limit), CancellationToken.None);

    // Otherwise the name or address of this machine would stand in the message's first Received line.
    private static string DomainOf(string mailbox) => mailbox[(mailbox.LastIndexOf('@') + 1)..];
}
