using System.Globalization;
using System.Text.Json.Nodes;

namespace VictimSupport.Tests.RoomCalendars.Google;

/// <summary>The fake against Google's documentation of lists, pages and sync tokens.</summary>
public sealed class FakeGoogleListTests
{
    private static readonly DateTimeOffset Nine = DateTimeOffset.Parse("2026-11-24T09:00:00+01:00", CultureInfo.InvariantCulture);

    private static async Task<(List<JsonNode> Items, string? SyncToken, int Pages)> AllPagesAsync(RawGoogle raw, string query)
    {
        List<JsonNode> items = [];
        string? page = null;
        for (var pages = 1; ; pages++)
        {
            var (status, answer) = await raw.SendAsync(HttpMethod.Get, $"?{query}{(page is null ? "" : "&pageToken=" + page)}");
            Assert.Equal(200, status);
            items.AddRange(answer!["items"]!.AsArray().Select(item => item!));
            page = (string?)answer["nextPageToken"];
            var token = (string?)answer["nextSyncToken"];
            Assert.True(page is null || token is null, "a sync token comes on the last page only");
            if (page is null)
            {
                return (items, token is null ? null : Uri.EscapeDataString(token), pages);
            }
        }
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_its_sync_token_on_the_last()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        for (var hour = 0; hour < 5; hour++)
        {
            server.AddForeignEvent(RawGoogle.Room, "x", Nine.AddHours(hour), Nine.AddHours(hour + 1));
        }

        var (items, token, pages) = await AllPagesAsync(raw, "maxResults=2");

        Assert.Equal((5, 3), (items.Count, pages));
        Assert.NotNull(token);
    }

    [Fact]
    public async Task A_sync_token_brings_what_changed_since_and_a_removed_event_as_id_and_status_only()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        var stays = server.AddForeignEvent(RawGoogle.Room, "stays", Nine, Nine.AddHours(1));
        var goes = server.AddForeignEvent(RawGoogle.Room, "goes", Nine.AddHours(2), Nine.AddHours(3));
        var (_, token, _) = await AllPagesAsync(raw, "singleEvents=true");
        server.DeleteEvent(RawGoogle.Room, goes.Id);
        var comes = server.AddForeignEvent(RawGoogle.Room, "comes", Nine.AddHours(4), Nine.AddHours(5));

        var (changes, next, _) = await AllPagesAsync(raw, "singleEvents=true&syncToken=" + token);
        var (none, _, _) = await AllPagesAsync(raw, "singleEvents=true&syncToken=" + next);

        Assert.Equal([goes.Id, comes.Id], changes.Select(change => (string)change["id"]!));
        Assert.Equal("""{"id":"x","status":"cancelled"}""".Replace("x", goes.Id, StringComparison.Ordinal), changes[0].ToJsonString());
        Assert.DoesNotContain(changes, change => (string)change["id"]! == stays.Id);
        Assert.Empty(none);
    }

    [Theory]
    [InlineData("timeMin=2026-11-24T00:00:00Z")]
    [InlineData("timeMax=2026-11-24T00:00:00Z")]
    [InlineData("q=x")]
    [InlineData("orderBy=updated")]
    [InlineData("iCalUID=x")]
    [InlineData("updatedMin=2026-11-24T00:00:00Z")]
    [InlineData("privateExtendedProperty=a%3Db")]
    [InlineData("sharedExtendedProperty=a%3Db")]
    [InlineData("showDeleted=false")]
    [InlineData("singleEvents=true")]
    public async Task A_sync_token_refuses_filters_and_parameters_other_than_the_first_ones(string filter)
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        var (_, token, _) = await AllPagesAsync(raw, "maxResults=10");

        var (status, _) = await raw.SendAsync(HttpMethod.Get, $"?syncToken={token}&{filter}");

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task A_first_sync_may_be_limited_in_time_and_still_gets_a_token()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        server.AddForeignEvent(RawGoogle.Room, "past", Nine.AddDays(-9), Nine.AddDays(-8));
        server.AddForeignEvent(RawGoogle.Room, "today", Nine, Nine.AddHours(1));

        var (items, token, _) = await AllPagesAsync(raw, "timeMin=" + Uri.EscapeDataString("2026-11-24T00:00:00+01:00"));
        var (changes, _, _) = await AllPagesAsync(raw, "syncToken=" + token);

        Assert.Equal("today", (string)Assert.Single(items)["summary"]!);
        Assert.Empty(changes);
    }

    [Fact]
    public async Task An_expired_sync_token_asks_for_a_full_sync()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        var (_, token, _) = await AllPagesAsync(raw, "");
        server.ExpireSyncTokens(RawGoogle.Room);

        var (status, answer) = await raw.SendAsync(HttpMethod.Get, "?syncToken=" + token);

        Assert.Equal(410, status);
        Assert.Equal("fullSyncRequired", (string)answer!["error"]!["errors"]![0]!["reason"]!);
    }

    [Fact]
    public async Task A_series_is_listed_as_its_occurrences_only_with_single_events()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        var series = server.AddForeignSeries(RawGoogle.Room, "team", Nine, Nine.AddHours(1), weeks: 3);

        var (whole, _, _) = await AllPagesAsync(raw, "");
        var (single, token, _) = await AllPagesAsync(raw, "singleEvents=true");
        server.DeleteEvent(RawGoogle.Room, series.Id);
        var (removed, _, _) = await AllPagesAsync(raw, "singleEvents=true&syncToken=" + token);

        Assert.Equal(series.Id, (string)Assert.Single(whole)["id"]!);
        Assert.Equal(3, single.Count);
        Assert.Equal($"{series.Id}_20261124T080000Z", (string)single[0]["id"]!);
        Assert.Equal(3, removed.Count);
        Assert.All(removed, item => Assert.Equal("cancelled", (string)item["status"]!));
    }

    [Fact]
    public async Task Removed_events_are_listed_only_when_asked_for_and_time_limits_are_half_open()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        var gone = server.AddForeignEvent(RawGoogle.Room, "gone", Nine, Nine.AddHours(1));
        server.DeleteEvent(RawGoogle.Room, gone.Id);
        server.AddForeignEvent(RawGoogle.Room, "ends at ten", Nine, Nine.AddHours(1));

        var (standing, _, _) = await AllPagesAsync(raw, "");
        var (all, _, _) = await AllPagesAsync(raw, "showDeleted=true");
        var (after, _, _) = await AllPagesAsync(raw, "timeMin=2026-11-24T09:00:00Z");
        var (before, _, _) = await AllPagesAsync(raw, "timeMax=2026-11-24T08:00:00Z");

        Assert.Equal((1, 2, 0, 0), (standing.Count, all.Count, after.Count, before.Count));
    }
}
