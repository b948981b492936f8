using VictimSupport.Core.Organisation;

namespace VictimSupport.Blazor.Components.Staff.Settings;

/// <summary>A room while it is typed.</summary>
internal sealed class RoomModel
{
    public int Version { get; init; }

    public RoomKind Kind { get; set; }

    public string? Letter { get; set; }

    public string? Name { get; set; }

    public string Colour { get; set; } = RoomDirectory.Colours[0];

    public string? VideoAddress { get; set; }

    public string? Passcode { get; set; }

    public string? English { get; set; }

    public string? Polish { get; set; }

    public string? Maltese { get; set; }

    public string? MailboxAddress { get; set; }

    public string? CalendarId { get; set; }

    public string? Place { get; set; }

    public int Order { get; set; }

    public bool IsActive { get; set; } = true;

    /// <summary>A new room with the next free letter and a hue that is least used.</summary>
    public static RoomModel New(IReadOnlyList<Room> rooms) => new()
    {
        Letter = Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString()).FirstOrDefault(letter => rooms.All(room => room.Letter != letter)),
        Colour = RoomDirectory.Colours.MinBy(colour => rooms.Count(room => room.Colour == colour))!,
        Order = rooms.Count == 0 ? 1 : rooms.Max(room => room.Order) + 1,
    };

    public static RoomModel From(Room room) => new()
    {
        Version = room.Version,
        Kind = room.Kind,
        Letter = room.Letter,
        Name = room.Name,
        Colour = room.Colour,
        VideoAddress = room.VideoAddress,
        Passcode = room.Passcode,
        English = room.InstructionsEnglish,
        Polish = room.InstructionsPolish,
        Maltese = room.InstructionsMaltese,
        MailboxAddress = room.MailboxAddress,
        CalendarId = room.CalendarId,
        Place = room.Place,
        Order = room.Order,
        IsActive = room.IsActive,
    };

    public RoomForm ToForm(Guid? id) => new(id, Version, Kind, Letter ?? "", Name ?? "", Colour, VideoAddress, Passcode, MailboxAddress, CalendarId, Place, Order, IsActive, new RoomInstructions(English, Polish, Maltese));
}
