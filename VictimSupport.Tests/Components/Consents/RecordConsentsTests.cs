using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using VictimSupport.Blazor.Components.Staff.Consents;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Organisation;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Intake;

namespace VictimSupport.Tests.Components.Consents;

public sealed class RecordConsentsTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private Product _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        await _product.SeedAsync();
        _screen.Services.AddLocalization();
        _screen.Services.AddMudServices();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddFallbackServiceProvider(_product.Services);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.JSInterop.SetupModule("/entry.js").SetupModule(_ => true);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task The_terms_are_read_out_in_the_clients_language_and_the_answers_recorded_with_it()
    {
        var file = await IntakeDesk.NewCaseAsync(_product);
        var organisation = await _product.Get<OrganisationProfile>().ReadAsync(Product.TeamManager, Token);
        var panel = _screen.Render<ConsentsPanel>(parameters => parameters
            .Add(each => each.CaseId, file.Id).Add(each => each.Language, "mt").Add(each => each.Organisation, organisation).AddCascadingValue(Product.TeamManager));
        await panel.WaitForElement("[data-testid=ask-consents]", TimeSpan.FromSeconds(20)).ClickAsync(new());

        var terms = await _product.Get<TermsOfSupport>().NewestAsync(Product.TeamManager, Token);
        Assert.Contains(terms.In(TermsPart.Aims, "mt"), panel.Find("[data-testid=record-consents]").TextContent, StringComparison.Ordinal);
        foreach (var question in new[] { 0, 1 })
        {
            await panel.FindAll("[data-testid=record-consents] fieldset.quick")[question].QuerySelector("input")!.ChangeAsync(new ChangeEventArgs { Value = "on" });
        }

        await panel.Find("[data-testid=record-consents] form").SubmitAsync();
        var page = await _product.Get<ClientConsents>().ListAsync(Product.TeamManager, file.Id, 0, 25, Token);
        Assert.Equal([ConsentKind.Support, ConsentKind.Records], page!.Rows.Select(row => row.Kind).Order());
        Assert.All(page.Rows, row => Assert.Equal("mt", row.Language));
        Assert.NotNull(panel.Find("[data-testid=consent-Support] .badge.good"));
    }
}
