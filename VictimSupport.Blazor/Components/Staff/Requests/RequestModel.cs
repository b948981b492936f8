using System.Globalization;
using NodaTime;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Requests;

namespace VictimSupport.Blazor.Components.Staff.Requests;

/// <summary>A request while it is typed.</summary>
public sealed class RequestModel
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm";

    /// <summary>One for each request that is sent, so that a second click makes no second request.</summary>
    public Guid Key { get; } = Guid.NewGuid();

    public RequestSource Source { get; set; } = RequestSource.Telephone;

    public string? Said { get; set; }

    public string? Name { get; set; }

    public string? Telephone { get; set; }

    public string? Email { get; set; }

    public string? HowToAnswer { get; set; }

    public string? AgencyContact { get; set; }

    public string Language { get; set; } = "en";

    public RequestAge Age { get; set; }

    /// <summary>As the browser's field for a moment writes it; empty when what stands there is no moment.</summary>
    public string? Received { get; set; }

    /// <summary>The moment typed; null when it is none.</summary>
    public LocalDateTime? ReceivedAt =>
        DateTime.TryParseExact(Received, [Pattern, Pattern + "':'ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? LocalDateTime.FromDateTime(moment) : null;

    public static string Write(Instant instant, DateTimeZone zone) => instant.InZone(zone).ToDateTimeUnspecified().ToString(Pattern, CultureInfo.InvariantCulture);

    public static RequestModel From(RequestRow row, OpenedRequest opened, DateTimeZone zone) => new()
    {
        Source = row.Source, Language = row.Language, Age = row.Age, Received = Write(row.ReceivedAt, zone), Said = opened.Said, Name = opened.Name, Telephone = opened.Telephone, Email = opened.Email,
        HowToAnswer = opened.HowToAnswer, AgencyContact = opened.AgencyContact,
    };

    /// <summary>The form, or the refusal of a moment that does not exist.</summary>
    public Outcome<RequestForm> ToForm() => ReceivedAt is { } received
        ? new RequestForm(Key, Source, Language, Said, Name, Email, Telephone, HowToAnswer, AgencyContact, Age, received)
        : new Refusal(RefusalCode.NotAMoment, nameof(RequestForm.Received));
}
