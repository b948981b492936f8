using System.Text.Json.Nodes;
using VictimSupport.Tests.FakeGoogle;

namespace VictimSupport.Tests.RoomCalendars.Google;

/// <summary>The fake against Google's documentation of events, spoken to over plain HTTP.</summary>
public sealed class FakeGoogleEventTests
{
    private static string Reason(JsonNode? answer) => (string)answer!["error"]!["errors"]![0]!["reason"]!;

    [Fact]
    public async Task An_inserted_event_is_answered_with_etag_status_and_its_own_id()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;

        var (status, answer) = await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));

        Assert.Equal(200, status);
        Assert.Equal("abcde12345", (string)answer!["id"]!);
        Assert.Equal("confirmed", (string)answer["status"]!);
        Assert.StartsWith("\"", (string)answer["etag"]!, StringComparison.Ordinal);
        Assert.Equal("Session", Assert.Single(server.Events(RawGoogle.Room)).Summary);
    }

    [Fact]
    public async Task An_id_is_taken_for_ever_even_after_the_event_was_removed()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));

        var (twice, answer) = await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));
        var (removed, _) = await raw.SendAsync(HttpMethod.Delete, "/abcde12345");
        var (again, _) = await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));

        Assert.Equal((409, 204, 409), (twice, removed, again));
        Assert.Equal("duplicate", Reason(answer));
    }

    [Theory]
    [InlineData("abcw1")]
    [InlineData("ABCDE")]
    [InlineData("abcd")]
    [InlineData("ab-cd")]
    public async Task An_id_outside_base32hex_or_too_short_is_refused(string id)
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;

        var (status, _) = await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body(id));

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task A_removed_event_is_readable_as_cancelled_and_cannot_be_removed_twice()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));
        await raw.SendAsync(HttpMethod.Delete, "/abcde12345");

        var (read, answer) = await raw.SendAsync(HttpMethod.Get, "/abcde12345");
        var (removed, gone) = await raw.SendAsync(HttpMethod.Delete, "/abcde12345");
        var (unknown, _) = await raw.SendAsync(HttpMethod.Delete, "/zzzzz");

        Assert.Equal((200, 410, 404), (read, removed, unknown));
        Assert.Equal("cancelled", (string)answer!["status"]!);
        Assert.Equal("deleted", Reason(gone));
    }

    [Fact]
    public async Task An_update_with_an_old_etag_is_refused_and_changes_nothing()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        var (_, first) = await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));
        var etag = (string)first!["etag"]!;
        server.RenameEvent(RawGoogle.Room, "abcde12345", "Moved by hand");

        var (update, answer) = await raw.SendAsync(HttpMethod.Put, "/abcde12345", RawGoogle.Body(), etag);
        var (delete, _) = await raw.SendAsync(HttpMethod.Delete, "/abcde12345", ifMatch: etag);
        var (without, _) = await raw.SendAsync(HttpMethod.Put, "/abcde12345", RawGoogle.Body());

        Assert.Equal((412, 412, 200), (update, delete, without));
        Assert.Equal("conditionNotMet", Reason(answer));
    }

    [Fact]
    public async Task Only_a_confirmed_status_brings_a_removed_event_back_and_some_calendars_refuse()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));
        await raw.SendAsync(HttpMethod.Delete, "/abcde12345");
        var confirmed = RawGoogle.Body();
        confirmed["status"] = "confirmed";

        await raw.SendAsync(HttpMethod.Put, "/abcde12345", RawGoogle.Body());
        Assert.Empty(server.Events(RawGoogle.Room));
        server.Calendar(RawGoogle.Room).RefusesToRevive = true;
        var (refused, _) = await raw.SendAsync(HttpMethod.Put, "/abcde12345", confirmed.DeepClone());
        server.Calendar(RawGoogle.Room).RefusesToRevive = false;
        var (revived, _) = await raw.SendAsync(HttpMethod.Put, "/abcde12345", confirmed);

        Assert.Equal((403, 200), (refused, revived));
        Assert.Single(server.Events(RawGoogle.Room));
    }

    [Fact]
    public async Task A_patch_changes_only_what_it_names()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body("abcde12345"));

        await raw.SendAsync(HttpMethod.Patch, "/abcde12345", new JsonObject { ["summary"] = "Room A" });

        var held = Assert.Single(server.Events(RawGoogle.Room));
        Assert.Equal("Room A", held.Summary);
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture), held.Start);
    }

    [Fact]
    public async Task A_service_account_may_not_invite_and_needs_both_ends_of_an_event()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        var withGuest = RawGoogle.Body();
        withGuest["attendees"] = new JsonArray(new JsonObject { ["email"] = "guest@example.org" });
        var withoutEnd = RawGoogle.Body();
        withoutEnd.Remove("end");

        var (guest, _) = await raw.SendAsync(HttpMethod.Post, "", withGuest);
        var (half, _) = await raw.SendAsync(HttpMethod.Post, "", withoutEnd);
        var (backwards, _) = await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body(end: "2026-11-24T08:00:00+01:00"));

        Assert.Equal((403, 400, 400), (guest, half, backwards));
    }

    [Fact]
    public async Task A_calendar_that_is_not_shared_is_not_found_and_one_shared_for_reading_refuses_writes()
    {
        var (server, raw) = await RawGoogle.StartAsync();
        await using var _ = server;
        using var __ = raw;
        server.Calendar(RawGoogle.Room).Access = Access.Reader;
        var (write, answer) = await raw.SendAsync(HttpMethod.Post, "", RawGoogle.Body());
        server.RemoveCalendar(RawGoogle.Room);

        var (read, _) = await raw.SendAsync(HttpMethod.Get, "");

        Assert.Equal((403, 404), (write, read));
        Assert.Equal("requiredAccessLevel", Reason(answer));
    }
}
