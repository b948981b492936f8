using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using MailKit.Security;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks.Smtp;

/// <summary>What an exception of the mail client means for the message. Only numbers are kept of what the server said.</summary>
internal static partial class SmtpProblem
{
    /// <summary>The settings have no account, or no readable password file, for a room's mailbox.</summary>
    public static readonly Delivery NoAccount = ByHand(DeliveryProblem.SettingsMissing);

    /// <summary>Null for an exception that is a bug of ours.</summary>
    public static Delivery? Of(Exception exception) => exception switch
    {
        SmtpCommandException refused => OfReply(refused),
        AuthenticationException { InnerException: SmtpCommandException { StatusCode: < SmtpStatusCode.SyntaxError } busy } => OfReply(busy),
        AuthenticationException { InnerException: SmtpCommandException refused } => ByHand(DeliveryProblem.CredentialsRefused, CodeOf(refused)),
        AuthenticationException => ByHand(DeliveryProblem.CredentialsRefused),
        SslHandshakeException { ServerCertificate: not null } => ByHand(DeliveryProblem.EncryptionRefused, "certificate"),
        SslHandshakeException { InnerException: IOException or SocketException } => Delivery.Retry(DeliveryProblem.Unreachable, "cut"),
        // STARTTLS or AUTH is not offered, or the port does not speak TLS: never go on without.
        SslHandshakeException or NotSupportedException => ByHand(DeliveryProblem.EncryptionRefused),
        SocketException => Delivery.Retry(DeliveryProblem.Unreachable),
        SmtpProtocolException => Delivery.Retry(DeliveryProblem.Unreachable, "cut"),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => NoAccount,
        IOException => Delivery.Retry(DeliveryProblem.Unreachable, "cut"),
        OperationCanceledException or TimeoutException => Delivery.Retry(DeliveryProblem.Unreachable, "timeout"),
        _ => null,
    };

    // Somebody has to put it right outside; the message waits and goes by itself within five minutes afterwards.
    private static Delivery ByHand(DeliveryProblem problem, string? code = null) => Delivery.Retry(problem, code, Backoff.Longest);

    private static Delivery OfReply(SmtpCommandException reply)
    {
        var code = CodeOf(reply);
        return (int)reply.StatusCode switch
        {
            < 500 => Delivery.Retry(DeliveryProblem.Busy, code),
            530 or 534 or 535 or 538 => ByHand(DeliveryProblem.CredentialsRefused, code),
            _ => reply.ErrorCode switch
            {
                SmtpErrorCode.RecipientNotAccepted => Delivery.Fail(DeliveryProblem.AddressRefused, code),
                SmtpErrorCode.SenderNotAccepted => ByHand(DeliveryProblem.Forbidden, code),
                _ => Delivery.Fail(DeliveryProblem.Refused, code),
            },
        };
    }

    private static string CodeOf(SmtpCommandException reply)
    {
        var enhanced = EnhancedCode().Match(reply.Message);
        return enhanced.Success ? $"{(int)reply.StatusCode} {enhanced.Value}" : $"{(int)reply.StatusCode}";
    }

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnhancedCode();
}
