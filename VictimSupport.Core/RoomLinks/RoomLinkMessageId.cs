using System.Security.Cryptography;
using System.Text;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomLinks;

/// <summary>The Message-ID of a message about a booking: the same for every attempt, and telling nothing but the mailbox's domain.</summary>
public static class RoomLinkMessageId
{
    /// <summary>
    /// Without angle brackets. Booking ids are random, so a hash of one cannot be guessed back; a mail server that sees the same id twice can drop the second.
    /// </summary>
    public static string For(Guid bookingId, int bookingVersion, OutboxKind kind, RoomLinkRecipient recipient, string mailbox)
    {
        var domain = mailbox[(mailbox.LastIndexOf('@') + 1)..];
        var told = SHA256.HashData(Encoding.UTF8.GetBytes($"room link|{bookingId:N}|{bookingVersion}|{kind}|{(int)recipient}"));
        return $"{Convert.ToHexStringLower(told.AsSpan(0, 20))}@{domain}";
    }
}
