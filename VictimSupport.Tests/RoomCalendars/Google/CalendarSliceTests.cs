using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google;
using Google.Apis.Calendar.v3;
using Google.Apis.Calendar.v3.Data;
using VictimSupport.Core.RoomCalendars.Google;
using VictimSupport.Tests.FakeGoogle;

namespace VictimSupport.Tests.RoomCalendars.Google;

/// <summary>The slice of Google's client, and the connection made from the settings, through the fake.</summary>
public sealed class CalendarSliceTests : IAsyncLifetime
{
    private const string Room = RawGoogle.Room;
    private static readonly DateTimeOffset Nine = DateTimeOffset.Parse("2026-11-24T09:00:00+01:00", CultureInfo.InvariantCulture);
    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".json");
    private FakeGoogleServer _google = null!;
    private CalendarService _service = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _google = await FakeGoogleServer.StartAsync(cancellationToken: Ct);
        _google.AddCalendar(Room);
        _google.WriteKeyFile(_keyFile);
        _service = GoogleConnection.Open(new GoogleOptions { ServiceAccountKeyFile = _keyFile, BaseUri = _google.CalendarAddress.ToString(), TimeoutSeconds = 2 });
    }

    public async ValueTask DisposeAsync()
    {
        _service.Dispose();
        await _google.DisposeAsync();
        File.Delete(_keyFile);
    }

    [Fact]
    public async Task An_event_goes_there_and_back_with_every_member_that_the_product_uses()
    {
        var request = _service.Events.Insert(Session("abcde12345"), Room);
        request.SendUpdates = EventsResource.InsertRequest.SendUpdatesEnum.None;
        await request.ExecuteAsync(Ct);

        var read = await _service.Events.Get(Room, "abcde12345").ExecuteAsync(Ct);

        Assert.Equal((Nine, Nine.AddMinutes(50)), (read.Start!.DateTimeDateTimeOffset, read.End!.DateTimeDateTimeOffset));
        Assert.Equal(("Session", "private", "opaque", "confirmed"), (read.Summary, read.Visibility, read.Transparency, read.Status));
        Assert.Equal("1", read.ExtendedProperties!.Private__!["hash"]);
        Assert.Contains(_google.Requests, sent => sent.Method == "POST" && sent.Query.Contains("sendUpdates=none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_update_carries_the_etag_of_what_was_read_and_an_insert_none()
    {
        var inserted = await _service.Events.Insert(Session("abcde12345"), Room).ExecuteAsync(Ct);
        inserted.Summary = "Room A";
        await _service.Events.Update(inserted, Room, "abcde12345").ExecuteAsync(Ct);
        inserted.Summary = "Session";

        var old = await Assert.ThrowsAsync<GoogleApiException>(() => _service.Events.Update(inserted, Room, "abcde12345").ExecuteAsync(Ct));

        Assert.Equal(HttpStatusCode.PreconditionFailed, old.HttpStatusCode);
        Assert.Equal(inserted.ETag, _google.Requests.First(sent => sent.Method == "PUT").IfMatch);
        Assert.Null(_google.Requests.First(sent => sent.Method == "POST" && sent.Path.EndsWith("/events", StringComparison.Ordinal)).IfMatch);
    }

    [Fact]
    public async Task A_removal_carries_the_etag_through_modify_request()
    {
        var inserted = await _service.Events.Insert(Session("abcde12345"), Room).ExecuteAsync(Ct);
        _google.RenameEvent(Room, "abcde12345", "by hand");
        var removal = _service.Events.Delete(Room, "abcde12345");
        removal.ModifyRequest = message => message.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(inserted.ETag!));

        var old = await Assert.ThrowsAsync<GoogleApiException>(() => removal.ExecuteAsync(Ct));
        await _service.Events.Delete(Room, "abcde12345").ExecuteAsync(Ct);

        Assert.Equal(HttpStatusCode.PreconditionFailed, old.HttpStatusCode);
        Assert.Empty(_google.Events(Room));
    }

    [Fact]
    public async Task A_list_can_be_paged_limited_and_continued_with_a_sync_token()
    {
        for (var hour = 0; hour < 3; hour++)
        {
            _google.AddForeignEvent(Room, "x", Nine.AddHours(hour), Nine.AddHours(hour + 1));
        }

        var list = _service.Events.List(Room);
        list.SingleEvents = true;
        list.MaxResults = 2;
        list.TimeMinDateTimeOffset = Nine.AddDays(-1);
        var first = await list.ExecuteAsync(Ct);
        list.PageToken = first.NextPageToken;
        var second = await list.ExecuteAsync(Ct);
        var removed = _google.Events(Room)[0];
        _google.DeleteEvent(Room, removed.Id);
        var again = _service.Events.List(Room);
        again.SingleEvents = true;
        again.SyncToken = second.NextSyncToken;
        var changes = await again.ExecuteAsync(Ct);

        Assert.Equal((2, 1), (first.Items!.Count, second.Items!.Count));
        Assert.Null(first.NextSyncToken);
        var gone = Assert.Single(changes.Items!);
        Assert.Equal((removed.Id, "cancelled"), (gone.Id, gone.Status));
        Assert.Null(gone.Start);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_is_told_at_once_with_its_reason_and_never_retried_behind_our_back(int status)
    {
        _google.Inject(Fault.Answer(status == 429 ? GoogleErrorException.RateLimit(status) : GoogleErrorException.Backend(status)));

        var error = await Assert.ThrowsAsync<GoogleApiException>(() => _service.Events.List(Room).ExecuteAsync(Ct));

        Assert.Equal(status, (int)error.HttpStatusCode);
        Assert.Equal(status == 429 ? "rateLimitExceeded" : "backendError", error.Error.Errors[0].Reason);
        Assert.Single(_google.Requests, sent => sent.Path.StartsWith("/calendar/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unanswered_request_is_given_up_after_the_set_time()
    {
        _google.Inject(Fault.Of(FaultKind.Hang));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _service.Events.List(Room).ExecuteAsync(Ct));
    }

    [Fact]
    public async Task An_expired_token_is_renewed_without_a_word()
    {
        await _service.Events.List(Room).ExecuteAsync(Ct);
        _google.Account.ExpireTokens();

        await _service.Events.List(Room).ExecuteAsync(Ct);

        Assert.Equal(2, _google.Account.TokensGiven);
    }

    private static Event Session(string id) => new()
    {
        Id = id,
        Summary = "Session",
        Visibility = "private",
        Transparency = "opaque",
        Status = "confirmed",
        Start = new EventDateTime { DateTimeDateTimeOffset = Nine, TimeZone = "Europe/Malta" },
        End = new EventDateTime { DateTimeDateTimeOffset = Nine.AddMinutes(50), TimeZone = "Europe/Malta" },
        ExtendedProperties = new Event.ExtendedPropertiesData
        {
            Private__ = new Dictionary<string, string>(StringComparer.Ordinal) { ["hash"] = "1" },
        },
    };
}
