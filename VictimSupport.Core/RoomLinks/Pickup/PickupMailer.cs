using MimeKit;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks.Pickup;

/// <summary>Writes messages as .eml files into a folder instead of sending them: each whole or not at all, and once however often it is tried.</summary>
public sealed class PickupMailer(MailOptions options) : IMailer
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public bool Delivers => false;

    public async Task<Delivery> SendAsync(string mailbox, Func<CancellationToken, Task<OutgoingMail?>> compose, CancellationToken cancellation)
    {
        if (await compose(cancellation) is not { } mail)
        {
            return Delivery.Obsolete;
        }

        if (!MailMessages.TryBuild(mailbox, mail, out var message))
        {
            return Delivery.Fail(DeliveryProblem.AddressRefused);
        }

        using var content = message;
        try
        {
            MakeFolder(options.PickupFolder);
            // Named by the Message-ID, so that a second attempt writes the same file again.
            var name = mail.MessageId[..mail.MessageId.IndexOf('@', StringComparison.Ordinal)] + ".eml";
            var part = Path.Combine(options.PickupFolder, $".{name}.{Guid.NewGuid():N}");
            await WriteAsync(message, part);
            File.Move(part, Path.Combine(options.PickupFolder, name), overwrite: true);
            return Delivery.Sent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Delivery.Retry(DeliveryProblem.Unreachable, "folder");
        }
    }

    private static async Task WriteAsync(MimeMessage message, string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerOnly;
        }

        await using var file = new FileStream(path, how);
        await message.WriteToAsync(file, CancellationToken.None);
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
