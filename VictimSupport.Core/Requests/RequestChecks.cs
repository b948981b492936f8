using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Requests;

/// <summary>What a request needs before it is saved; pure.</summary>
public static class RequestChecks
{
    /// <summary>The most characters of what was said.</summary>
    public const int LongestSaid = 20_000;

    /// <summary>The most characters of a remark: how to answer, an agency's contact, the words of a decision.</summary>
    public const int LongestRemark = 1000;

    // UTF-8 takes at most three bytes for each UTF-16 character.
    internal const int MostBytesSaid = LongestSaid * 3 + 1024;
    private static readonly Duration Oldest = Duration.FromDays(366);

    internal static Refusal? Check(RequestForm form) =>
        (Enum.IsDefined(form.Source) ? null : new Refusal(RefusalCode.Required, nameof(form.Source)))
        ?? Words.CheckLines(form.Said, LongestSaid, nameof(form.Said), isRequired: true)
        ?? Words.CheckOptional(form.Name, 200, nameof(form.Name))
        ?? Words.CheckTelephone(form.Telephone, nameof(form.Telephone))
        ?? Words.CheckEmail(form.Email, nameof(form.Email))
        ?? Words.CheckLines(form.HowToAnswer, LongestRemark, nameof(form.HowToAnswer))
        ?? Words.CheckLines(form.AgencyContact, LongestRemark, nameof(form.AgencyContact))
        ?? CaseChecks.CheckLanguage(form.Language)
        ?? (Enum.IsDefined(form.Age) ? null : new Refusal(RefusalCode.Required, nameof(form.Age)));

    /// <summary>When the request came, or why it cannot have come then: not later than now, and not more than a year ago.</summary>
    internal static Outcome<Instant> ReceivedAt(LocalDateTime? received, DateTimeZone zone, Instant now)
    {
        if (received is not { } local)
        {
            return now;
        }

        // An hour that the clocks leave out was never on a clock; an hour that comes twice is the first of the two.
        var mapping = zone.MapLocal(local);
        if (mapping.Count == 0)
        {
            return new Refusal(RefusalCode.ClockChange, nameof(RequestForm.Received));
        }

        var at = mapping.First().ToInstant();
        return at > now ? new Refusal(RefusalCode.ReceivedInTheFuture, nameof(RequestForm.Received))
            : at < now - Oldest ? new Refusal(RefusalCode.ReceivedTooLongAgo, nameof(RequestForm.Received))
            : at;
    }
}
