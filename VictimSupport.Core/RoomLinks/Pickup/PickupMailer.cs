using Microsoft.Extensions.Options;

namespace VictimSupport.Core.RoomLinks.Pickup;

/// <summary>Writes messages as .eml files into a folder instead of sending them: each whole or not at all, and once however often it is tried.</summary>
public sealed class PickupMailer(IOptions<MailOptions> options) : IMailer
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public bool Delivers => false;

    public async Task<MailResult> SendAsync(OutgoingMail mail, Func<CancellationToken, Task<bool>> beforeSend, CancellationToken cancellation)
    {
        if (!MailMessages.TryBuild(mail, out var message))
        {
            return new MailResult(MailOutcome.Rejected, MailProblem.AddressNotValid, "");
        }

        using var content = message;
        var folder = options.Value.PickupFolder ?? throw new InvalidOperationException("Mail:PickupFolder was not set by the services.");
        // Named by the Message-ID, so that a second attempt writes the same file again.
        var name = mail.MessageId[..mail.MessageId.IndexOf('@', StringComparison.Ordinal)] + ".eml";
        var part = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}");
        try
        {
            MakeFolder(folder);
            await WriteAsync(message, part, cancellation);
            if (!await beforeSend(cancellation))
            {
                File.Delete(part);
                return MailResult.Withheld;
            }

            File.Move(part, Path.Combine(folder, name), overwrite: true);
            return MailResult.Sent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MailResult(MailOutcome.RetryLater, MailProblem.Unreachable, "");
        }
    }

    private static async Task WriteAsync(MimeKit.MimeMessage message, string path, CancellationToken cancellation)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerOnly;
        }

        await using var file = new FileStream(path, how);
        await message.WriteToAsync(file, cancellation);
        file.Flush(flushToDisk: true);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
