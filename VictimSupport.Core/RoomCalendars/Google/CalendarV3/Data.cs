using Google.Apis.Requests;
using Google.Apis.Util;
using Newtonsoft.Json;

namespace Google.Apis.Calendar.v3.Data;

/// <summary>An event of a calendar; a cancelled one is sure to carry only its id and status.</summary>
public class Event : IDirectResponseSchema
{
    [JsonProperty("description")]
    public virtual string? Description { get; set; }

    [JsonProperty("end")]
    public virtual EventDateTime? End { get; set; }

    /// <summary>The event's version; sent back with If-Match.</summary>
    [JsonProperty("etag")]
    public virtual string? ETag { get; set; }

    [JsonProperty("extendedProperties")]
    public virtual ExtendedPropertiesData? ExtendedProperties { get; set; }

    /// <summary>5 to 1024 characters of a–v and 0–9, unique in its calendar for ever.</summary>
    [JsonProperty("id")]
    public virtual string? Id { get; set; }

    [JsonProperty("location")]
    public virtual string? Location { get; set; }

    [JsonProperty("start")]
    public virtual EventDateTime? Start { get; set; }

    /// <summary>Guests; the product invites nobody and only counts whom others invited.</summary>
    [JsonProperty("attendees")]
    public virtual IList<EventAttendee>? Attendees { get; set; }

    /// <summary>"confirmed", "tentative" or "cancelled".</summary>
    [JsonProperty("status")]
    public virtual string? Status { get; set; }

    [JsonProperty("summary")]
    public virtual string? Summary { get; set; }

    /// <summary>"opaque" takes the time, "transparent" leaves it free; null means opaque.</summary>
    [JsonProperty("transparency")]
    public virtual string? Transparency { get; set; }

    /// <summary>"default", "public", "private" or "confidential".</summary>
    [JsonProperty("visibility")]
    public virtual string? Visibility { get; set; }

    /// <summary>Properties that no calendar program shows.</summary>
    public class ExtendedPropertiesData
    {
        /// <summary>Seen only on this copy of the event.</summary>
        [JsonProperty("private")]
        public virtual IDictionary<string, string>? Private__ { get; set; }
    }
}

/// <summary>A guest of an event; of no interest but for being there.</summary>
public class EventAttendee : IDirectResponseSchema
{
    public virtual string? ETag { get; set; }
}

/// <summary>A start or an end: an instant, or a date when the event lasts whole days.</summary>
public class EventDateTime : IDirectResponseSchema
{
    /// <summary>The date as yyyy-MM-dd of an event of whole days; otherwise null.</summary>
    [JsonProperty("date")]
    public virtual string? Date { get; set; }

    /// <summary>The instant in RFC 3339.</summary>
    [JsonProperty("dateTime")]
    public virtual string? DateTimeRaw { get; set; }

    /// <summary>The instant; null for an event of whole days. Google writes offsets such as +01:00; the product itself writes UTC only, which every formatter of Google's library writes alike.</summary>
    [JsonIgnore]
    public virtual DateTimeOffset? DateTimeDateTimeOffset
    {
        get => DiscoveryFormat.ParseDateTimeToDateTimeOffset(DateTimeRaw);
        set => DateTimeRaw = DiscoveryFormat.FormatDateTimeOffsetToGoogleDateTime(value);
    }

    /// <summary>IANA name of the zone.</summary>
    [JsonProperty("timeZone")]
    public virtual string? TimeZone { get; set; }

    public virtual string? ETag { get; set; }
}

/// <summary>A page of events.</summary>
public class Events : IDirectResponseSchema
{
    [JsonProperty("etag")]
    public virtual string? ETag { get; set; }

    [JsonProperty("items")]
    public virtual IList<Event>? Items { get; set; }

    /// <summary>Present when more pages follow.</summary>
    [JsonProperty("nextPageToken")]
    public virtual string? NextPageToken { get; set; }

    /// <summary>Present on the last page only.</summary>
    [JsonProperty("nextSyncToken")]
    public virtual string? NextSyncToken { get; set; }

    /// <summary>IANA name of the calendar's zone.</summary>
    [JsonProperty("timeZone")]
    public virtual string? TimeZone { get; set; }
}
