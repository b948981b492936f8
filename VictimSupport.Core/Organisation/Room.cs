namespace VictimSupport.Core.Organisation;

/// <summary>Where a session takes place.</summary>
public enum RoomKind
{
    Online,
    InPerson,
}

/// <summary>A room: online (video address, passcode, mailbox and calendar of its own) or in person (a place).</summary>
public sealed class Room
{
    public required Guid Id { get; init; }

    public required RoomKind Kind { get; init; }

    /// <summary>A–Z: the sign of the room beside its colour, unique.</summary>
    public required string Letter { get; set; }

    public required string Name { get; set; }

    /// <summary>One of the theme's room hues, e.g. "teal"; never the only sign.</summary>
    public required string Colour { get; set; }

    /// <summary>The address of the video room, https; online rooms only.</summary>
    public string? VideoAddress { get; set; }

    public string? Passcode { get; set; }

    /// <summary>The video provider's own steps for a client who reads English, one a line; null where the usual words are enough. Online rooms only.</summary>
    public string? InstructionsEnglish { get; set; }

    /// <summary>The same steps in Polish.</summary>
    public string? InstructionsPolish { get; set; }

    /// <summary>The same steps in Maltese.</summary>
    public string? InstructionsMaltese { get; set; }

    /// <summary>The room's own mailbox from which links are sent; online rooms only.</summary>
    public string? MailboxAddress { get; set; }

    /// <summary>The room's Google calendar id; null while none is connected.</summary>
    public string? CalendarId { get; set; }

    /// <summary>Where an in-person room is, in words.</summary>
    public string? Place { get; set; }

    public int Order { get; set; }

    public bool IsActive { get; set; } = true;

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The provider's steps in a client's language (en, pl or mt); null where there are none in it.</summary>
    public string? InstructionsIn(string language) => language switch
    {
        "pl" => InstructionsPolish,
        "mt" => InstructionsMaltese,
        _ => InstructionsEnglish,
    };
}
