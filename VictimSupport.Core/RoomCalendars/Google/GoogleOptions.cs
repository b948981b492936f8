namespace VictimSupport.Core.RoomCalendars.Google;

/// <summary>Settings under "Google"; without a key file, room calendars are written as .ics files instead.</summary>
public sealed class GoogleOptions
{
    public const string Section = "Google";

    /// <summary>Path of the service account's JSON key file; null or empty switches Google off.</summary>
    public string? ServiceAccountKeyFile { get; set; }

    /// <summary>Address of Google Calendar v3, for a stand-in; null means Google's own.</summary>
    public string? BaseUri { get; set; }

    /// <summary>Seconds between two looks at each room's calendar, 5 to 3600.</summary>
    public int PollSeconds { get; set; } = 15;

    /// <summary>Seconds after which an unanswered request is given up, 1 to 300.</summary>
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>Whether room calendars live at Google.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(ServiceAccountKeyFile);
}
