using MimeKit;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.RoomLinks.Pickup;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

public sealed class PickupMailerTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string Folder => data.File("outgoing", "mail");

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_message_is_one_file_however_often_it_is_tried()
    {
        var mailer = Mailer();
        Assert.Equal(Delivery.Sent, await mailer.SendAsync(MailPeers.Mail(), Now));
        Assert.Equal(Delivery.Sent, await mailer.SendAsync(MailPeers.Mail(), Now));
        var file = Assert.Single(Directory.GetFiles(Folder));
        using var message = await MimeMessage.LoadAsync(file, Now);
        Assert.Equal("0123456789abcdef@vs.test", message.MessageId);
        Assert.Equal("anna@vs.test", ((MailboxAddress)message.To[0]).Address);
        Assert.False(mailer.Delivers);
    }

    [Fact]
    public async Task Files_are_for_the_owner_only_because_they_hold_addresses()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await Mailer().SendAsync(MailPeers.Mail(), Now);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(Folder)[0]));
        }
    }

    [Fact]
    public async Task A_message_that_is_withheld_leaves_nothing_behind()
    {
        Assert.Equal(Delivery.Obsolete, await Mailer().SendAsync(MailPeers.Mailbox, _ => Task.FromResult<OutgoingMail?>(null), Now));
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_tried_again_later()
    {
        await File.WriteAllTextAsync(data.File("outgoing"), "in the way", Now);
        var result = await Mailer().SendAsync(MailPeers.Mail(), Now);
        Assert.Equal(OutboxState.Waiting, result.State);
    }

    private PickupMailer Mailer() => new(new MailOptions { PickupFolder = Folder });
}
