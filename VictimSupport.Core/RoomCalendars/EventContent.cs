using System.Security.Cryptography;
using System.Text;
using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.RoomCalendars;

/// <summary>All that an event in a room's calendar says: one of three allowed texts and the time of the session.</summary>
public sealed record EventContent(string Summary, Instant Start, Instant End, string ZoneId)
{
    /// <summary>The neutral word that events carry unless the organisation chose otherwise.</summary>
    public const string Neutral = "Session";

    /// <summary>Tells whether an event still is as it was written.</summary>
    public string Hash => HashOf(Summary, Start, End, "private", "opaque", "");

    /// <summary>What a booking's event says, by the organisation's choice; nothing else can get into it.</summary>
    public static EventContent Of(Booking booking, OrganisationSnapshot organisation, string reference) => new(
        organisation.Settings.CalendarEventText switch
        {
            CalendarEventText.RoomName => organisation.RoomsById[booking.RoomId].Name,
            CalendarEventText.Reference => reference,
            _ => Neutral,
        },
        booking.Start,
        booking.End,
        organisation.Settings.ZoneId);

    /// <summary>The hash of an event's members; <paramref name="others"/> are the texts that this product leaves empty.</summary>
    public static string HashOf(string summary, Instant? start, Instant? end, string visibility, string transparency, string others) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            FormattableString.Invariant($"1\n{summary}\n{start?.ToUnixTimeSeconds()}\n{end?.ToUnixTimeSeconds()}\n{visibility}\n{transparency}\n{others}"))))[..32];
}
