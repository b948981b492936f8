using MimeKit;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

/// <summary>What the product wrote into its pickup folder, and a mailer whose sending the test lets go.</summary>
internal static class Mailroom
{
    /// <summary>All messages so far, to one address if given, oldest first.</summary>
    public static IReadOnlyList<MimeMessage> Messages(this Product product, string? to = null)
    {
        var folder = Path.Combine(product.Folder, "data", "outgoing", "mail");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, "*.eml").Select(file => MimeMessage.Load(file, CancellationToken.None))
                .Where(message => to is null || message.To.Mailboxes.Any(address => address.Address == to)).OrderBy(message => message.Date)];
    }

    /// <summary>Delivers all that is due, until nothing is; a minute later than what was done before, so that messages have an order.</summary>
    public static async Task DispatchAsync(this Product product)
    {
        product.Time.Advance(TimeSpan.FromMinutes(1));
        while (await product.Get<OutboxDispatcher>().DispatchDueAsync(TestContext.Current.CancellationToken) > 0)
        {
        }
    }
}

/// <summary>A mail server that takes its time: a message is on the wire until the test lets it go.</summary>
internal sealed class SlowMailer : IMailer
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;

    public bool Delivers => true;

    /// <summary>Completes when the first message is on the wire.</summary>
    public Task Begun => _begun.Task;

    public int Sent => Volatile.Read(ref _sent);

    public void LetGo() => _go.TrySetResult();

    public async Task<Delivery> SendAsync(string mailbox, Func<CancellationToken, Task<OutgoingMail?>> compose, CancellationToken cancellation)
    {
        if (await compose(cancellation) is null)
        {
            return Delivery.Obsolete;
        }

        _begun.TrySetResult();
        await _go.Task;
        Interlocked.Increment(ref _sent);
        return Delivery.Sent;
    }
}
