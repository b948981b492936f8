using System.Globalization;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Core.RoomCalendars.Pickup;

/// <summary>Without Google: one .ics file per event under the room's letter, to be looked at or loaded by hand.</summary>
internal sealed class PickupRoomCalendar(string folder, TimeProvider time) : IRoomCalendar
{
    internal const string Prefix = "files/";
    private static readonly InstantPattern Pattern = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    public bool CanPull => false;

    public string? AddressOf(Room room) => Prefix + room.Letter;

    public bool Owns(string address) => address.StartsWith(Prefix, StringComparison.Ordinal);

    public async Task<WrittenEvent> PutAsync(EventPlace place, EventContent content, CancellationToken cancellationToken)
    {
        await WriteAsync(place, "PUBLISH", $"STATUS:CONFIRMED\r\nSUMMARY:{Escape(content.Summary)}\r\nDTSTART:{Pattern.Format(content.Start)}\r\nDTEND:{Pattern.Format(content.End)}", cancellationToken);
        return new(place.Generation, place.EventId, null, null);
    }

    public Task RemoveAsync(EventPlace place, CancellationToken cancellationToken) => WriteAsync(place, "CANCEL", "STATUS:CANCELLED", cancellationToken);

    public Task<OutsideChanges> PullAsync(string address, string? syncToken, Instant from, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Files bring no changes");

    public Task<OutsideEvent?> FindAsync(string address, string eventId, CancellationToken cancellationToken) => Task.FromResult<OutsideEvent?>(null);

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal);

    private async Task WriteAsync(EventPlace place, string method, string lines, CancellationToken cancellationToken)
    {
        var room = Directory.CreateDirectory(Path.Combine(folder, place.Address[Prefix.Length..])).FullName;
        var stamp = Pattern.Format(Instant.FromDateTimeOffset(time.GetUtcNow()));
        var text = string.Create(CultureInfo.InvariantCulture, $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Calendar//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{place.EventId}\r\nDTSTAMP:{stamp}\r\nSEQUENCE:{place.BookingVersion}\r\nCLASS:PRIVATE\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        // Written beside and renamed, so that nobody sees half a file.
        var path = Path.Combine(room, place.EventId + ".ics");
        await File.WriteAllTextAsync(path + ".new", text, cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }
}
