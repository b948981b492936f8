using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using NodaTime;
using VictimSupport.Blazor.Components.Staff.Waiting;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Scheduling;

namespace VictimSupport.Tests.Components;

/// <summary>The waiting list's screens over a real database, at 09:00 on Tuesday 24 November 2026.</summary>
public sealed class WaitingPageTests : IAsyncLifetime
{
    private static readonly Actor Supervisor = new(new Guid("00000000-0000-4000-8000-0000000000d2"), "Sam", Role.Supervisor);
    private readonly BunitContext _screen = new();
    private Product _product = null!;
    private Seeded _seeded = null!;
    private WaitingDesk _desk = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
        _desk = new WaitingDesk(_product, _seeded);
        _screen.Services.AddLocalization();
        _screen.Services.AddMudServices();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddFallbackServiceProvider(_product.Services);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task The_list_says_who_waits_for_what_and_leads_to_the_calendar_with_the_case()
    {
        await _desk.AddAsync(0, new WaitingWishes(_seeded.Practitioners[0].Id, [WaitingDesk.On(IsoDayOfWeek.Friday, 14, 18), .. Enumerable.Range(1, 3).Select(day => WaitingDesk.On((IsoDayOfWeek)day, 9, 12))], new LocalDate(2026, 12, 20)));
        _product.Time.Advance(TimeSpan.FromDays(3));
        await _desk.UrgentAsync(await _desk.AddAsync(2));

        var page = Show<WaitingPage>(Product.Coordinator);

        var rows = page.FindAll("tbody tr");
        Assert.Contains($"{_seeded.Cases[2].Reference} ▲ Urgent · a date is near", Text(rows[0].TextContent), StringComparison.Ordinal);
        Assert.Contains($"{_seeded.Cases[0].Reference} Tue 24 Nov days: 3 Online Dana Mon–Wed 09:00–12:00, Fri 14:00–18:00 Sun 20 Dec", Text(rows[1].TextContent), StringComparison.Ordinal);
        Assert.Equal($"rooms?case={_seeded.Cases[2].Id}&mode=InPerson", rows[0].QuerySelector("a.button-plain")!.GetAttribute("href"));
        page.Find("[data-testid=waiting-mode]").Change("1");
        Assert.Equal(_seeded.Cases[0].Reference, Assert.Single(page.FindAll("tbody .row-link")).TextContent);
    }

    [Fact]
    public async Task A_freed_time_is_asked_about_on_the_page()
    {
        await _desk.AddAsync(0);
        var page = Show<WaitingPage>(Product.Coordinator);
        page.Find("[data-testid=freed-when]").Change("2026-11-25T10:00");
        page.Find("[data-testid=freed-ask]").Click();

        var found = page.WaitForElement("[data-testid=who-fits]");
        Assert.Contains("Waiting for a time like this: 1", found.TextContent, StringComparison.Ordinal);
        Assert.Contains($"&room={_seeded.Rooms[0].Id}&at=2026-11-25T09:00:00Z", found.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
        page.Find("[data-testid=freed-when]").Change("2026-11-29T10:00");
        page.Find("[data-testid=freed-ask]").Click();
        page.WaitForAssertion(() => Assert.Contains("Nobody on the list could have this time.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_case_is_put_on_the_list_and_a_refusal_stands_beside_its_field()
    {
        var page = await CaseAsync(0);
        page.Find("textarea").Change("Canary-Waiting");
        page.Find("input[type=date]").Change("2026-11-20");
        await page.Find("form").SubmitAsync();
        Assert.Contains("This day has passed.", page.Find("input[type=date]").ParentElement!.TextContent, StringComparison.Ordinal);

        page.Find("input[type=date]").Change("2026-12-20");
        await page.Find("form").SubmitAsync();

        var row = Assert.Single(await _desk.RowsAsync());
        Assert.Equal((new LocalDate(2026, 12, 20), true), (row.UselessAfter, row.HasNote));
        Assert.DoesNotContain("Canary-Waiting", page.Markup, StringComparison.Ordinal);
        await page.Find("[data-testid=open-note]").ClickAsync(new());
        Assert.Contains("Canary-Waiting", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mode_that_was_tried_is_offered_first_and_the_gate_says_when_it_cannot_be()
    {
        Assert.Equal("In person", (await CaseAsync(2)).Find("[data-testid=waiting-mode] option[selected]").TextContent);
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo("cases/x?part=waiting&mode=Online");
        var page = await CaseAsync(2);
        Assert.Equal("Online", page.Find("[data-testid=waiting-mode] option[selected]").TextContent);
        await page.Find("form").SubmitAsync();
        Assert.Contains("ask the Team Manager", page.Find("[data-testid=waiting-mode]").ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await _desk.RowsAsync());
    }

    [Fact]
    public async Task An_entry_is_put_first_by_the_team_manager_and_taken_off_by_the_desk()
    {
        var id = await _desk.AddAsync(0, new WaitingWishes(Note: "Canary-Waiting"));
        var page = Show<WaitingEntryPage>(Product.TeamManager, id);
        page.Find("[data-testid=waiting-urgent]").Change("1");
        await page.FindAll("form")[0].SubmitAsync();
        Assert.Equal(UrgentReason.DateAhead, (await _desk.EntryAsync(id)).Urgent);
        Assert.Contains("Urgent · a date is near", page.Find(".facts").TextContent, StringComparison.Ordinal);

        var desk = Show<WaitingEntryPage>(Product.Coordinator, id);
        Assert.Empty(desk.FindAll("[data-testid=waiting-urgent]"));
        await desk.FindAll("form")[0].SubmitAsync();
        Assert.Equal(WaitingState.Withdrawn, (await _desk.EntryAsync(id)).State);
        Assert.Contains("waits no longer", Show<WaitingEntryPage>(Product.Coordinator, id).Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_reads_only_sees_neither_note_nor_forms()
    {
        var id = await _desk.AddAsync(0, new WaitingWishes(Note: "Canary-Waiting"));

        var page = Show<WaitingEntryPage>(Supervisor, id);

        Assert.Contains(_seeded.Cases[0].Reference, page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form"));
        Assert.Empty(page.FindAll("[data-testid=open-note]"));
    }

    [Fact]
    public async Task Today_says_how_many_have_waited_long_and_nothing_when_none_has()
    {
        await _desk.AddAsync(0);
        Assert.Equal("", Show<WaitingLong>(Product.Coordinator).Markup.Trim());
        _product.Time.Advance(TimeSpan.FromDays(15));

        Assert.Contains("Waiting longer than 14 days: 1", Show<WaitingLong>(Product.Coordinator).Markup, StringComparison.Ordinal);
    }

    private static string Text(string content) => string.Join(' ', content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private IRenderedComponent<T> Show<T>(Actor actor, Guid? id = null)
        where T : IComponent => _screen.Render<T>(parameters =>
        {
            parameters.AddCascadingValue(actor);
            if (id is { } entry)
            {
                parameters.TryAdd("Id", entry);
            }
        });

    private async Task<IRenderedComponent<WaitingOfCase>> CaseAsync(int client)
    {
        var organisation = await _product.Get<OrganisationProfile>().ReadAsync(Product.Coordinator, Token);
        var file = await _product.Get<CaseFiles>().ReadAsync(Product.Coordinator, _seeded.Cases[client].Id, Token);
        return _screen.Render<WaitingOfCase>(parameters => parameters.AddCascadingValue(Product.Coordinator).Add(page => page.File, file!).Add(page => page.Organisation, organisation));
    }
}
