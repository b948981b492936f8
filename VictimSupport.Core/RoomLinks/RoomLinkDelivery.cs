using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks;

/// <summary>
/// Brings room links to clients and practitioners. What a message says is read when it is sent, never when it was promised: a change that came first
/// makes it obsolete, and an address that is no longer confirmed as safe makes it a telephone call.
/// </summary>
public sealed class RoomLinkDelivery(RoomLinkComposer composer, IMailer mailer) : IOutboxHandler
{
    public IReadOnlyCollection<OutboxChannel> Channels { get; } = [OutboxChannel.ClientMail, OutboxChannel.PractitionerMail];

    public async Task<Delivery> DeliverAsync(OutboxClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        // A first look: whatever ends here needs no mail server, and nothing is opened for it.
        var plan = await composer.PlanAsync(claim.Message, cancellationToken);
        if (plan.Ended is { } ended)
        {
            return ended;
        }

        Delivery? instead = null;
        var delivery = await mailer.SendAsync(plan.Mailbox, ComposeAsync, cancellationToken);
        return instead ?? delivery;

        async Task<OutgoingMail?> ComposeAsync(CancellationToken token)
        {
            if (!await claim.BeginSendAsync(token))
            {
                return null;
            }

            // From here on neither booking nor safe contact can change until this delivery has ended (OutboxGates): now it counts.
            var counts = await composer.PlanAsync(claim.Message, token);
            (var mail, instead) = counts.Ended is { } overtaken ? (null, overtaken) : await composer.ComposeAsync(counts, plan.Mailbox, token);
            return mail;
        }
    }
}
