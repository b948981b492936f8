using Bunit;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Blazor.Components.Layout;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Components;

/// <summary>The frame around every page: each role sees its own menu, and a light says its state in words.</summary>
public sealed class LayoutTests : BunitContext
{
    public LayoutTests()
    {
        Services.AddLocalization();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData(Role.Coordinator, "|rooms|requests|cases|waiting|deliveries|calendars|settings/rooms|settings/practitioners")]
    [InlineData(Role.TeamManager, "|rooms|requests|cases|waiting|reviews|decisions|deliveries|calendars|settings/organisation|settings/procedures|settings/terms|settings/practitioners|settings/screening|settings/intake-form")]
    [InlineData(Role.Therapist, "")]
    [InlineData(Role.Volunteer, "")]
    [InlineData(Role.ItSupport, "")]
    [InlineData(Role.Administrator, "|calendars|settings/organisation|settings/rooms|settings/accounts")]
    public async Task Each_role_sees_the_places_it_may_go_to(Role role, string addresses)
    {
        await using var product = await Product.StartAsync();
        Services.AddSingleton(product.Get<RequestQueue>()).AddSingleton(product.Get<RequestFeed>()).AddSingleton<TimeProvider>(product.Time);
        var menu = Render<MenuLinks>(parameters => parameters.AddCascadingValue(new Actor(Guid.NewGuid(), "Somebody", role)));
        Assert.Equal(addresses.Split('|').Order(StringComparer.Ordinal), menu.FindAll("a").Select(link => link.GetAttribute("href")!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(LightState.Clear, 0, "everything is delivered")]
    [InlineData(LightState.Waiting, 3, "3 waiting")]
    [InlineData(LightState.NeedsYou, 2, "needs you: 2")]
    [InlineData(LightState.Off, 0, "not connected")]
    public void A_light_says_its_state_in_words_too(LightState state, int count, string words)
    {
        var light = Render<StatusLight>(parameters => parameters.Add(each => each.Label, "mail").Add(each => each.State, state).Add(each => each.Count, count));
        Assert.Equal($"mail: {words}", light.Find("a").GetAttribute("aria-label"));
        Assert.NotEqual("", light.Find(".light-sign").TextContent.Trim());
    }

    [Fact]
    public void A_page_that_fails_says_so_and_one_that_is_refused_says_that()
    {
        var refused = Render<PageErrors>(parameters => parameters.AddChildContent<Throwing>(child => child.Add(each => each.Error, new AccessDeniedException(Operation.ManageAccounts))));
        Assert.Equal("Your account may not do this", refused.Find("h1").TextContent);
        var failed = Render<PageErrors>(parameters => parameters.AddChildContent<Throwing>(child => child.Add(each => each.Error, new InvalidOperationException("details for nobody"))));
        Assert.Equal("That did not work", failed.Find("h1").TextContent);
        Assert.DoesNotContain("details for nobody", failed.Markup, StringComparison.Ordinal);
    }

    private sealed class Throwing : Microsoft.AspNetCore.Components.ComponentBase
    {
        [Microsoft.AspNetCore.Components.Parameter]
        public Exception Error { get; set; } = default!;

        protected override void OnInitialized() => throw Error;
    }
}
