using System.Reflection;
using Microsoft.AspNetCore.Components;
using VictimSupport.Blazor.Hosting;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Tests.Browser;

/// <summary>A page of the program: its route, and who may see it (C coordinator, M team manager, S supervisor, D director, T therapist, V volunteer, I IT support, A administrator).</summary>
internal sealed record ProgramPage(string Route, string Name, string MayOpen)
{
    public const string Roles = "CMSDTVIA";

    /// <summary>Who opens it for a picture.</summary>
    public Core.Security.Role Viewer => (Core.Security.Role)(1 << Roles.IndexOf(MayOpen[0], StringComparison.Ordinal));

    /// <summary>The address with the id of something that is there.</summary>
    public async Task<string> AddressAsync(RunningProgram program)
    {
        if (!Route.Contains("{Id", StringComparison.Ordinal))
        {
            return Route;
        }

        var organisation = await program.Get<OrganisationProfile>().ReadAsync(RunningProgram.Author, CancellationToken.None);
        var parts = Route.Split('/');
        var at = Array.FindIndex(parts, part => part.StartsWith("{Id", StringComparison.Ordinal));
        var id = parts[at - 1] switch
        {
            "rooms" => organisation.Rooms[0].Id,
            "practitioners" => organisation.Practitioners[0].Id,
            "requests" => (await program.Get<RequestQueue>().ListAsync(RunningProgram.Author, new RequestQuery(State: RequestState.Waiting, Age: RequestAge.PerhapsChild), CancellationToken.None)).Rows[0].Id,
            "waiting" => (await program.Get<WaitingList>().ListAsync(RunningProgram.Author, new WaitingQuery(), CancellationToken.None)).Rows[0].Id,
            "reviews" => (await program.Get<RiskReviews>().ListAsync(RunningProgram.Author, true, 0, 1, CancellationToken.None)).Rows[0].Id,
            _ => (await program.CaseAsync(1)).Id,
        };
        parts[at] = id.ToString();
        return string.Join('/', parts).Replace("{Topic}", "events", StringComparison.Ordinal);
    }
}

/// <summary>Every page behind the sign-in; a new route without a row here fails <see cref="AccessOverHttpTests"/>.</summary>
internal static class StaffPages
{
    public static IReadOnlyList<ProgramPage> All { get; } =
    [
        new("/", "today", "CMSDTVIA"),
        new("/rooms", "rooms", "CMSD"),
        new("/requests", "requests", "MC"),
        new("/requests/new", "request-new", "CM"),
        new("/requests/{Id:guid}", "request", "MC"),
        new("/settings/procedures", "procedures", "M"),
        new("/settings/intake-form", "intake-form", "M"),
        new("/settings/terms", "terms", "MCSD"),
        new("/settings/screening", "screening", "MSD"),
        new("/cases", "cases", "CMSD"),
        new("/cases/new", "case-new", "CM"),
        new("/cases/{Id:guid}", "case", "CMSD"),
        new("/waiting", "waiting", "CMSD"),
        new("/waiting/{Id:guid}", "waiting-entry", "MCSD"),
        new("/reviews", "reviews", "MCSDT"),
        new("/reviews/{Id:guid}", "review", "MCSDT"),
        new("/decisions", "decisions", "MSD"),
        new("/cases/{Id:guid}/intake", "intake", "MSD"),
        new("/cases/{Id:guid}/intake/{Topic}", "intake-topic", "MSD"),
        new("/reasons", "reasons", "M"),
        new("/deliveries", "deliveries", "CM"),
        new("/calendars", "calendars", "CMSDA"),
        new("/settings/organisation", "organisation", "MA"),
        new("/settings/rooms", "room-settings", "CMSDA"),
        new("/settings/rooms/new", "room-new", "CA"),
        new("/settings/rooms/{Id:guid}", "room", "CA"),
        new("/settings/practitioners", "practitioners", "MCSD"),
        new("/settings/practitioners/new", "practitioner-new", "M"),
        new("/settings/practitioners/{Id:guid}", "practitioner", "M"),
        new("/settings/accounts", "accounts", "A"),
    ];

    /// <summary>The pages that nobody needs to sign in for.</summary>
    public static IReadOnlyList<string> Open { get; } =
        ["/account/sign-in", "/account/signed-out", "/account/first", "/account/set-password", "/account/not-allowed", "/account/password", "/not-found", "/error"];

    /// <summary>Every route that the program's components declare.</summary>
    public static IReadOnlyList<string> Declared { get; } =
        [.. typeof(WebOptions).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template).Order(StringComparer.Ordinal)];
}
