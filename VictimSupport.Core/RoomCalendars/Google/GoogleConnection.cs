using Google.Apis.Auth.OAuth2;
using Google.Apis.Calendar.v3;
using Google.Apis.Http;
using Google.Apis.Services;

namespace VictimSupport.Core.RoomCalendars.Google;

/// <summary>Makes the Calendar client from the settings: the account's own token address, our own time-out, no retries behind our back.</summary>
internal static class GoogleConnection
{
    // Reading and changing events is all that the product ever does.
    private const string Scope = "https://www.googleapis.com/auth/calendar.events";

    /// <summary>A client to dispose; the settings were validated at start.</summary>
    public static CalendarService Open(GoogleOptions options)
    {
        var account = CredentialFactory.FromJson<ServiceAccountCredential>(File.ReadAllText(options.ServiceAccountKeyFile!));
        return new CalendarService(new BaseClientService.Initializer
        {
            ApplicationName = "Calendar",
            HttpClientInitializer = account.ToGoogleCredential().CreateScoped(Scope),
            BaseUri = string.IsNullOrWhiteSpace(options.BaseUri) ? null : options.BaseUri.TrimEnd('/') + "/",
            HttpClientTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
            // The outbox and the next poll retry, with a backoff that survives a restart.
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
        });
    }

    /// <summary>The address that rooms' calendars are shared with.</summary>
    public static string AccountAddress(GoogleOptions options) =>
        CredentialFactory.FromJson<ServiceAccountCredential>(File.ReadAllText(options.ServiceAccountKeyFile!)).Id;
}
