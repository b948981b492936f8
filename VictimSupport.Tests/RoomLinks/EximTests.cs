using System.Text.RegularExpressions;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

/// <summary>The mailer against a whole mail server: what a mailbox really gets.</summary>
public sealed class EximTests : IAsyncLifetime
{
    private readonly EximServer exim = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => exim.InitializeAsync();

    public ValueTask DisposeAsync() => exim.DisposeAsync();

    [Fact]
    public async Task A_message_arrives_in_the_mailbox_and_its_trace_does_not_name_this_machine()
    {
        Assert.Equal(Delivery.Sent, await MailPeers.Mailer(MailPeers.Options(exim)).SendAsync(MailPeers.Mail(), Now));
        var message = Assert.Single(await exim.WaitForMailAsync(1, Now));
        Assert.Equal("0123456789abcdef@vs.test", message.MessageId);
        Assert.Equal("Your appointment", message.Subject);
        Assert.Contains("ħ ł", message.TextBody, StringComparison.Ordinal);
        var received = message.Headers["Received"];
        Assert.Contains("helo=vs.test", received, StringComparison.Ordinal);
        Assert.Contains("TLS1", received, StringComparison.Ordinal);
        // As a word of its own: a short name also occurs by chance inside the server's message numbers.
        var machine = new Regex($@"\b{Regex.Escape(Environment.MachineName)}\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(message.Headers, header => machine.IsMatch(header.Value) && Environment.MachineName != "localhost");
    }

    [Theory]
    [InlineData("bounce@vs.test", OutboxState.Failed, DeliveryProblem.AddressRefused)]
    [InlineData("later@vs.test", OutboxState.Waiting, DeliveryProblem.Busy)]
    [InlineData("anna@elsewhere.test", OutboxState.Failed, DeliveryProblem.AddressRefused)]
    public async Task Its_refusals_are_understood(string to, OutboxState state, DeliveryProblem problem)
    {
        var result = await MailPeers.Mailer(MailPeers.Options(exim)).SendAsync(MailPeers.Mail(to), Now);
        Assert.Equal((state, problem), (result.State, result.Problem));
    }

    [Fact]
    public async Task A_wrong_password_needs_a_hand()
    {
        var result = await MailPeers.Mailer(MailPeers.Options(exim, "wrong")).SendAsync(MailPeers.Mail(), Now);
        Assert.Equal((OutboxState.Waiting, DeliveryProblem.CredentialsRefused), (result.State, result.Problem));
    }
}
