using Google.Apis.Auth.OAuth2;
using Google.Apis.Calendar.v3;
using Google.Apis.Http;
using Google.Apis.Services;
using Microsoft.Extensions.Options;

namespace VictimSupport.Core.RoomCalendars.Google;

/// <summary>Keeps the Calendar client: the account's own token address, our own time-out, no retries behind our back. A renewed key file is taken up without a restart.</summary>
internal sealed class GoogleConnection(IOptions<GoogleOptions> options) : IDisposable
{
    // Reading and changing events is all that the product ever does.
    private const string Scope = "https://www.googleapis.com/auth/calendar.events";
    private readonly Lock _gate = new();
    private CalendarService? _service;
    private DateTime _keyWritten;

    public TimeSpan Timeout => TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    /// <summary>The client; throws when the key file cannot be read any more.</summary>
    public CalendarService Service
    {
        get
        {
            var written = File.GetLastWriteTimeUtc(options.Value.ServiceAccountKeyFile!);
            lock (_gate)
            {
                if (_service is null || written != _keyWritten)
                {
                    // The old client may be in use by another delivery: it is left to end by itself.
                    _service = Open(options.Value);
                    _keyWritten = written;
                }

                return _service;
            }
        }
    }

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

    /// <summary>The address that rooms' calendars are shared with; null without Google.</summary>
    public static string? AccountAddress(GoogleOptions options) =>
        options.IsConfigured ? CredentialFactory.FromJson<ServiceAccountCredential>(File.ReadAllText(options.ServiceAccountKeyFile!)).Id : null;

    public void Dispose() => _service?.Dispose();
}
