using System.Globalization;
using System.Net;
using Google;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using NodaTime;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomCalendars.Google;

/// <summary>Puts Google's errors into kinds that a coordinator can act on; only status codes and reasons get through, never texts.</summary>
internal static class GoogleErrors
{
    private static readonly HashSet<string> Limits = new(StringComparer.Ordinal)
        { "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded", "calendarUsageLimitsExceeded" };

    /// <summary>The exception for a failed request; null for a mistake of our own.</summary>
    public static RoomCalendarException? Translate(Exception exception, Duration? after) => exception switch
    {
        GoogleApiException api => OfStatus((int)api.HttpStatusCode, api.Error?.Errors?.FirstOrDefault()?.Reason, after),
        TokenResponseException { StatusCode: null or < HttpStatusCode.InternalServerError } => new(DeliveryProblem.CredentialsRefused, "token", 401, after),
        TokenResponseException => new(DeliveryProblem.Busy, "token", 503, after),
        OperationCanceledException => new(DeliveryProblem.Unreachable, "timeout"),
        HttpRequestException or IOException or Newtonsoft.Json.JsonException => new(DeliveryProblem.Unreachable, "connection"),
        _ => null,
    };

    private static RoomCalendarException OfStatus(int status, string? reason, Duration? after)
    {
        var problem = status switch
        {
            401 => DeliveryProblem.CredentialsRefused,
            403 => Limits.Contains(reason ?? "") ? DeliveryProblem.Busy : DeliveryProblem.Forbidden,
            404 or 410 => DeliveryProblem.DestinationMissing,
            408 or 409 or 412 or 429 or >= 500 => DeliveryProblem.Busy,
            _ => DeliveryProblem.Refused,
        };
        return new(problem, status.ToString(CultureInfo.InvariantCulture), status, after);
    }

    /// <summary>Notes how long an answer asked us to wait; retries nothing.</summary>
    internal sealed class RetryAfter : IHttpUnsuccessfulResponseHandler
    {
        private static readonly Duration LongestWait = Duration.FromMinutes(10);

        public Duration? Value { get; private set; }

        public Task<bool> HandleResponseAsync(HandleUnsuccessfulResponseArgs args)
        {
            // Longer waits are cut, so that deliveries have recovered 15 minutes after the other side has (guarantee 9): the next attempt asks again.
            if (args.Response.Headers.RetryAfter?.Delta is { } delta && delta > TimeSpan.Zero)
            {
                Value = Duration.Min(Duration.FromTimeSpan(delta), LongestWait);
            }

            return Task.FromResult(false);
        }
    }
}
