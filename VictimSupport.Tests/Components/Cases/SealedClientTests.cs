using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using VictimSupport.Blazor.Components.Staff.Cases;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Requests;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Requests;

namespace VictimSupport.Tests.Components.Cases;

public sealed class SealedClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_gave_no_name_is_shown_as_such_and_not_as_nothing()
    {
        await using var product = await Product.StartAsync();
        var made = await product.EnterAsync(new RequestForm(Guid.NewGuid(), RequestSource.WalkIn, "mt", "A person who gives no name"));
        await product.DecideAsync(await product.DecisionAsync(made.Id, RequestOutcome.IntakeBooked));
        var row = await product.Get<CaseFiles>().ReadAsync(Product.TeamManager, (await product.CaseOfAsync(made.Id)).Id, Token);
        await using var screen = new BunitContext();
        screen.JSInterop.Mode = JSRuntimeMode.Loose;
        screen.Services.AddLocalization();
        screen.Services.AddMudServices();
        screen.Services.AddSingleton(product.Get<CaseFiles>());

        var client = screen.Render<SealedClient>(set => set.Add(panel => panel.Row, row!).AddCascadingValue(Product.TeamManager));
        await client.Find("dd button").ClickAsync(new());

        Assert.Equal("no name given", client.Find("dd strong").TextContent);
    }
}
