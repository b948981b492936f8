using NodaTime;

namespace VictimSupport.Core.Organisation;

/// <summary>What an event in a room's Google calendar may say; never more than this list.</summary>
public enum CalendarEventText
{
    /// <summary>The one word "Session".</summary>
    Session,

    /// <summary>The room's name.</summary>
    RoomName,

    /// <summary>The case reference, e.g. VS-26-0142.</summary>
    Reference,
}

/// <summary>The organisation: one row, whose settings every feature reads.</summary>
public sealed class OrganisationSettings
{
    /// <summary>The length of the pieces in which time is booked.</summary>
    public const int QuantumMinutes = 15;

    /// <summary>The key of the one row, so that there is never a second.</summary>
    public static readonly Guid OnlyId = new("6f1b2b0e-8a52-4f0c-9a53-2f1d1c3b7e01");

    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The tz database zone in which opening hours and bookings are meant, e.g. Europe/Malta.</summary>
    public string ZoneId { get; set; } = "Europe/Malta";

    public int SessionMinutes { get; set; } = 50;

    /// <summary>Minutes a room, practitioner and client are kept free after a session, so that clients never meet.</summary>
    public int GapMinutes { get; set; } = 10;

    /// <summary>Hours before a session of the first reminder; 0 sends none.</summary>
    public int FirstReminderHours { get; set; } = 24;

    /// <summary>Hours before a session of the last reminder; 0 sends none.</summary>
    public int LastReminderHours { get; set; } = 1;

    /// <summary>Hours of the clock within which a request for support is answered.</summary>
    public int ResponseHours { get; set; } = 24;

    public CalendarEventText CalendarEventText { get; set; } = CalendarEventText.Session;

    /// <summary>Who is on duty out of hours, shown to staff beside such a session; a telephone number or a name.</summary>
    public string? DutyContact { get; set; }

    /// <summary>The number a client may ring when a connection fails; it is written in mails, so it must answer neutrally.</summary>
    public string? Telephone { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Raised with every change to settings, rooms, hours or practitioners, so that servers know when what they remember is old.</summary>
    public long Stamp { get; set; } = 1;

    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[ZoneId];
}

/// <summary>The hours of one weekday, local; a weekday without a row is closed.</summary>
public sealed class OpeningHours
{
    public required IsoDayOfWeek Day { get; init; }

    public required LocalTime Opens { get; set; }

    public required LocalTime Closes { get; set; }
}

/// <summary>A date on which no session is booked, such as a public holiday.</summary>
public sealed class ClosedDay
{
    public required LocalDate Date { get; init; }

    public required string Name { get; set; }
}
