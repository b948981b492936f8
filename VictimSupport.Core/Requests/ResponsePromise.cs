using NodaTime;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Core.Requests;

/// <summary>
/// When a request is answered at the latest. The hours are plain hours of the clock, because the person who waits counts them so;
/// a promise that would end while nobody is there ends an hour after the next opening. Pure.
/// </summary>
public static class ResponsePromise
{
    private static readonly Duration AfterOpening = Duration.FromHours(1);
    private const int MostDays = 60;

    /// <summary>The end of the promise for what came at an instant.</summary>
    public static Instant AnswerBy(Instant received, OrganisationSnapshot organisation)
    {
        ArgumentNullException.ThrowIfNull(organisation);
        var end = received + Duration.FromHours(organisation.Settings.ResponseHours);
        var date = end.InZone(organisation.Zone).Date;
        for (var day = 0; day < MostDays; day++, date = date.PlusDays(1))
        {
            if (organisation.HoursOn(date) is { } hours)
            {
                var opens = date.At(hours.Opens).InZoneLeniently(organisation.Zone).ToInstant();
                var closes = date.At(hours.Closes).InZoneLeniently(organisation.Zone).ToInstant();
                if (end <= closes)
                {
                    return end >= opens ? end : opens + AfterOpening;
                }
            }
        }

        // An organisation without opening hours keeps the plain promise.
        return end;
    }
}
