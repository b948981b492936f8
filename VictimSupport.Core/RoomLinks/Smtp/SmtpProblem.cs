using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace VictimSupport.Core.RoomLinks.Smtp;

/// <summary>What an exception of the mail client means for the message. Only numbers are kept of what the server said.</summary>
internal static partial class SmtpProblem
{
    /// <summary>Null for an exception that is a bug of ours.</summary>
    public static MailResult? Of(Exception exception) => exception switch
    {
        SmtpCommandException refused => OfReply(refused),
        AuthenticationException { InnerException: SmtpCommandException { StatusCode: < SmtpStatusCode.SyntaxError } busy } => OfReply(busy),
        AuthenticationException { InnerException: SmtpCommandException refused } => new(MailOutcome.NeedsHand, MailProblem.CredentialsRefused, CodeOf(refused)),
        AuthenticationException => new(MailOutcome.NeedsHand, MailProblem.CredentialsRefused, ""),
        SslHandshakeException { ServerCertificate: not null } => new(MailOutcome.NeedsHand, MailProblem.CertificateNotTrusted, ""),
        SslHandshakeException { InnerException: IOException or SocketException } => new(MailOutcome.RetryLater, MailProblem.ConnectionCut, ""),
        // STARTTLS or AUTH is not offered, or the port does not speak TLS: never go on without.
        SslHandshakeException or NotSupportedException => new(MailOutcome.NeedsHand, MailProblem.NoEncryption, ""),
        SocketException => new(MailOutcome.RetryLater, MailProblem.Unreachable, ""),
        SmtpProtocolException => new(MailOutcome.RetryLater, MailProblem.ConnectionCut, ""),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => new(MailOutcome.NeedsHand, MailProblem.NoAccount, ""),
        IOException => new(MailOutcome.RetryLater, MailProblem.ConnectionCut, ""),
        OperationCanceledException or TimeoutException => new(MailOutcome.RetryLater, MailProblem.TimedOut, ""),
        _ => null,
    };

    private static MailResult OfReply(SmtpCommandException reply)
    {
        var code = CodeOf(reply);
        return (int)reply.StatusCode switch
        {
            < 500 => new(MailOutcome.RetryLater, MailProblem.ServerBusy, code),
            530 or 534 or 535 or 538 => new(MailOutcome.NeedsHand, MailProblem.CredentialsRefused, code),
            _ => reply.ErrorCode switch
            {
                SmtpErrorCode.RecipientNotAccepted => new(MailOutcome.Rejected, MailProblem.AddressRefused, code),
                SmtpErrorCode.SenderNotAccepted => new(MailOutcome.NeedsHand, MailProblem.SenderRefused, code),
                _ => new(MailOutcome.Rejected, MailProblem.MessageRefused, code),
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
