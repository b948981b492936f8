using System.Net.Http.Headers;
using Google.Apis.Calendar.v3;
using Google.Apis.Calendar.v3.Data;
using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;

namespace VictimSupport.Core.RoomCalendars.Google;

/// <summary>Room calendars at Google: events by ids of our own, so that a repeated write finds itself; changes with If-Match.</summary>
internal sealed class GoogleRoomCalendar(GoogleConnection connection) : IRoomCalendar
{
    private const string BookingProperty = "booking";
    private const string HashProperty = "hash";
    private const int Tries = 6;

    public bool CanPull => true;

    public string? AddressOf(Room room) => room.CalendarId;

    public bool Owns(string address) => !address.StartsWith(Pickup.PickupRoomCalendar.Prefix, StringComparison.Ordinal);

    public async Task<WrittenEvent> PutAsync(EventPlace place, EventContent content, CancellationToken cancellationToken)
    {
        OutsideEvent? overwritten = null;
        var known = place.IsKnown;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (!known && await InsertAsync(place, content, cancellationToken) is { } made)
            {
                return new(place.Generation, place.EventId, made.ETag, overwritten);
            }

            var found = await GetAsync(place.Address, place.EventId, cancellationToken);
            known = found is not null;
            if (found is null)
            {
                continue;
            }

            var seen = Describe(found, null);
            if (seen.IsAsWritten && seen.ActualHash == content.Hash)
            {
                return new(place.Generation, place.EventId, seen.Etag, overwritten);
            }

            if (!seen.IsAsWritten)
            {
                overwritten = seen;
            }

            var (updated, isLost) = await UpdateAsync(place, content, found, cancellationToken);
            if (updated is not null)
            {
                return new(place.Generation, place.EventId, updated.ETag, overwritten);
            }

            if (isLost)
            {
                place = place with { Generation = place.Generation + 1 };
                known = false;
            }
        }

        throw new RoomCalendarException(DeliveryProblem.Busy, "changing");
    }

    public async Task RemoveAsync(EventPlace place, CancellationToken cancellationToken)
    {
        var etag = place.Etag;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var request = connection.Service.Events.Delete(place.Address, place.EventId);
            request.SendUpdates = EventsResource.DeleteRequest.SendUpdatesEnum.None;
            if (etag is not null && EntityTagHeaderValue.TryParse(etag, out var tag))
            {
                request.ModifyRequest = message => message.Headers.IfMatch.Add(tag);
            }

            try
            {
                await SendAsync(request, cancellationToken);
                return;
            }
            catch (RoomCalendarException exception) when (exception.Status == 412)
            {
                // Somebody changed it meanwhile; it goes all the same, but as it is now.
                etag = (await GetAsync(place.Address, place.EventId, cancellationToken))?.ETag;
            }
            catch (RoomCalendarException exception) when (exception.Status == 410)
            {
                // Removed before, which is looked at rather than believed; a later generation may stand in its place.
                var found = await GetAsync(place.Address, place.EventId, cancellationToken);
                var isGone = found is null || found.Status == "cancelled";
                place = isGone ? place with { Generation = place.Generation + 1 } : place;
                etag = isGone ? null : found!.ETag;
            }
            catch (RoomCalendarException exception) when (exception.Status == 404)
            {
                await DemandCalendarAsync(place.Address, cancellationToken);
                return;
            }
        }

        throw new RoomCalendarException(DeliveryProblem.Busy, "changing");
    }

    public async Task<OutsideChanges> PullAsync(string address, string? syncToken, Instant from, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(address, syncToken, from, cancellationToken);
        }
        catch (RoomCalendarException exception) when (exception.Status == 410 && syncToken is not null)
        {
            return await ListAsync(address, null, from, cancellationToken);
        }
    }

    public async Task<OutsideEvent?> FindAsync(string address, string eventId, CancellationToken cancellationToken) =>
        await GetAsync(address, eventId, cancellationToken) is { } found ? Describe(found, null) : null;

    private async Task<OutsideChanges> ListAsync(string address, string? syncToken, Instant from, CancellationToken cancellationToken)
    {
        List<OutsideEvent> events = [];
        string? page = null;
        while (true)
        {
            var request = connection.Service.Events.List(address);
            request.SingleEvents = true;
            request.MaxResults = 1000;
            request.PageToken = page;
            request.SyncToken = syncToken;
            if (syncToken is null)
            {
                request.TimeMinDateTimeOffset = from.ToDateTimeOffset();
            }

            var answer = await SendAsync(request, cancellationToken);
            events.AddRange((answer.Items ?? []).Where(item => item.Id is not null).Select(item => Describe(item, answer.TimeZone)));
            page = answer.NextPageToken;
            if (page is null)
            {
                return answer.NextSyncToken is { } next
                    ? new(events, next, syncToken is null)
                    : throw new RoomCalendarException(DeliveryProblem.Unreachable, "no-token");
            }
        }
    }

    /// <summary>Null when the id is taken.</summary>
    private async Task<Event?> InsertAsync(EventPlace place, EventContent content, CancellationToken cancellationToken)
    {
        var request = connection.Service.Events.Insert(Body(place, content, null), place.Address);
        request.SendUpdates = EventsResource.InsertRequest.SendUpdatesEnum.None;
        try
        {
            return await SendAsync(request, cancellationToken);
        }
        catch (RoomCalendarException exception) when (exception.Status == 409)
        {
            return null;
        }
    }

    /// <summary>The event when written; lost when its id cannot be used any more; neither when it must be read again.</summary>
    private async Task<(Event? Updated, bool IsLost)> UpdateAsync(EventPlace place, EventContent content, Event found, CancellationToken cancellationToken)
    {
        var wasCancelled = found.Status == "cancelled";
        var request = connection.Service.Events.Update(Body(place, content, found.ETag), place.Address, place.EventId);
        request.SendUpdates = EventsResource.UpdateRequest.SendUpdatesEnum.None;
        try
        {
            var updated = await SendAsync(request, cancellationToken);
            return updated.Status == "cancelled" ? (null, true) : (updated, false);
        }
        catch (RoomCalendarException exception) when (exception.Status == 412)
        {
            return (null, false);
        }
        catch (RoomCalendarException exception) when (wasCancelled && exception.Problem != DeliveryProblem.Busy && exception.Status is 400 or 403 or 404 or 410)
        {
            // A removed event that cannot be brought back: the insert of the next generation tells a real refusal.
            return (null, true);
        }
    }

    /// <summary>Null when the calendar answers and does not know the event.</summary>
    private async Task<Event?> GetAsync(string address, string eventId, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(connection.Service.Events.Get(address, eventId), cancellationToken);
        }
        catch (RoomCalendarException exception) when (exception.Status is 404 or 410)
        {
            await DemandCalendarAsync(address, cancellationToken);
            return null;
        }
    }

    /// <summary>An unknown event and an unknown calendar answer alike: a list tells them apart.</summary>
    private async Task DemandCalendarAsync(string address, CancellationToken cancellationToken)
    {
        var request = connection.Service.Events.List(address);
        request.MaxResults = 1;
        await SendAsync(request, cancellationToken);
    }

    private async Task<T> SendAsync<T>(CalendarBaseServiceRequest<T> request, CancellationToken cancellationToken)
    {
        var after = new GoogleErrors.RetryAfter();
        request.AddUnsuccessfulResponseHandler(after);
        // Covers the request for a token too.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(connection.Timeout);
        try
        {
            return await request.ExecuteAsync(limit.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && GoogleErrors.Translate(exception, after.Value) is not null)
        {
            throw GoogleErrors.Translate(exception, after.Value)!;
        }
    }

    private static Event Body(EventPlace place, EventContent content, string? etag) => new()
    {
        Id = place.EventId,
        ETag = etag,
        Summary = content.Summary,
        Status = "confirmed",
        Visibility = "private",
        Transparency = "opaque",
        Start = new EventDateTime { DateTimeDateTimeOffset = content.Start.ToDateTimeOffset(), TimeZone = content.ZoneId },
        End = new EventDateTime { DateTimeDateTimeOffset = content.End.ToDateTimeOffset(), TimeZone = content.ZoneId },
        ExtendedProperties = new Event.ExtendedPropertiesData
        {
            Private__ = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [BookingProperty] = place.BookingId.ToString("N"),
                [HashProperty] = content.Hash,
            },
        },
    };

    /// <summary>The words of an event go into a hash and no further.</summary>
    private static OutsideEvent Describe(Event found, string? calendarZone)
    {
        var start = InstantOf(found.Start, calendarZone);
        var end = InstantOf(found.End, calendarZone);
        return new(
            found.Id!,
            found.ETag,
            found.Status == "cancelled",
            found.Transparency == "transparent",
            start,
            end,
            found.ExtendedProperties?.Private__?.TryGetValue(HashProperty, out var hash) == true ? hash : null,
            EventContent.HashOf(found.Summary ?? "", start, end, found.Visibility ?? "default", found.Transparency ?? "opaque", (found.Description ?? "") + (found.Location ?? "") + Guests(found)));
    }

    // Whom somebody invited is not ours to read; that anybody was is a change to decide.
    private static string Guests(Event found) => found.Attendees is { Count: > 0 } guests ? FormattableString.Invariant($"guests {guests.Count}") : "";

    private static Instant? InstantOf(EventDateTime? side, string? calendarZone)
    {
        if (side?.DateTimeDateTimeOffset is { } instant)
        {
            return Instant.FromDateTimeOffset(instant);
        }

        // An event of whole days counts from midnight in the calendar's zone.
        var day = LocalDatePattern.Iso.Parse(side?.Date ?? "");
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(side?.TimeZone ?? calendarZone ?? "") ?? DateTimeZone.Utc;
        return day.Success ? zone.AtStartOfDay(day.Value).ToInstant() : null;
    }
}
