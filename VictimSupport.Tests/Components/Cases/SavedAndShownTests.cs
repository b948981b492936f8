using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using NodaTime;
using VictimSupport.Blazor.Components.Staff.Cases;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.DenyList;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Components.Cases;

/// <summary>What a form of a case's file has saved stands beside it at once, and its words are shown when they are asked for.</summary>
public sealed class SavedAndShownTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private Product _product = null!;
    private Guid _case;
    private OrganisationSnapshot _organisation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _case = (await _product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm("Canary-Name", "en", SupportMode.Online, null, new SafeContactForm()), Token)).Value!.Id;
        await using var db = _product.Open();
        _organisation = await _product.Get<OrganisationMemory>().ReadAsync(db, Token);
        db.Add(new Account { Id = Product.Coordinator.AccountId, UserName = "cora@vs.test", NormalizedUserName = "CORA@VS.TEST", DisplayName = "Cora", Roles = Role.Coordinator, Language = "en", CreatedAt = _product.Get<TimeProvider>().Now, SecurityStamp = "stamp" });
        await db.SaveChangesAsync(Token);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.Services.AddLocalization();
        _screen.Services.AddMudServices();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddSingleton(_product.Get<ContactLog>());
        _screen.Services.AddSingleton(_product.Get<KeptOut>());
        _screen.Services.AddSingleton(_product.Get<CaseTrail>());
        _screen.Services.AddSingleton(_product.Get<CasePeople>());
        _screen.Services.AddSingleton(_product.Get<Perpetrators>());
        _screen.Services.AddSingleton(_product.Get<ClientRecord>());
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task A_contact()
    {
        var panel = Show<CaseContacts>(set => set.Add(shown => shown.CaseId, _case).Add(shown => shown.Organisation, _organisation));
        await panel.Find("textarea").ChangeAsync(new ChangeEventArgs { Value = "Canary-Contact" });
        await panel.Find("form").SubmitAsync();

        await panel.Find("li .button-quiet").ClickAsync(new MouseEventArgs());
        Assert.Equal("Canary-Contact", panel.Find("li .written").TextContent);
    }

    [Fact]
    public async Task Somebody_who_is_kept_out()
    {
        var panel = Show<KeptOutList>(set => set.Add(shown => shown.CaseId, _case).Add(shown => shown.Organisation, _organisation));
        await panel.Find("select").ChangeAsync(new ChangeEventArgs { Value = panel.FindAll("select option")[1].GetAttribute("value") });
        await panel.Find("textarea").ChangeAsync(new ChangeEventArgs { Value = "Canary-Exclusion" });
        await panel.Find("form").SubmitAsync();

        Assert.Equal("Cora", panel.Find("li b").TextContent);
        await panel.FindAll("li .button-quiet")[1].ClickAsync(new MouseEventArgs());
        Assert.Equal("Canary-Exclusion", panel.Find("li .written").TextContent);
    }

    [Fact]
    public async Task Why_a_case_was_closed()
    {
        var file = await _product.Get<CaseFiles>().ReadAsync(Product.TeamManager, _case, Token);
        Assert.True((await _product.Get<CaseCourse>().CloseAsync(Product.TeamManager, new CaseStepForm(_case, file!.Version, CaseStepReason.MovedAway, "Canary-Step"), Token)).IsDone);

        var history = Show<CaseHistory>(set => set.Add(shown => shown.CaseId, _case).Add(shown => shown.Organisation, _organisation));
        await Assert.Single(history.FindAll("li button")).ClickAsync(new MouseEventArgs());
        Assert.Equal("Canary-Step", history.Find("li .written").TextContent);
    }

    [Fact]
    public async Task Somebody_beside_the_client_and_a_perpetrator()
    {
        var people = Show<PeopleOfCase>(set => set.Add(shown => shown.CaseId, _case));
        await people.Find(".card-head button").ClickAsync(new MouseEventArgs());
        await people.Find("input").ChangeAsync(new ChangeEventArgs { Value = "Canary-Person" });
        await people.Find("form").SubmitAsync();
        Assert.Single(people.FindAll(".records > li"));
        Assert.Empty(people.FindAll("form"));

        var perpetrators = Show<PerpetratorsOfCase>(set => set.Add(shown => shown.CaseId, _case));
        await perpetrators.Find(".card-head button").ClickAsync(new MouseEventArgs());
        await perpetrators.Find("input").ChangeAsync(new ChangeEventArgs { Value = "Canary-Perpetrator" });
        await perpetrators.Find("form").SubmitAsync();
        Assert.Single(perpetrators.FindAll(".records > li"));
        Assert.Empty(perpetrators.FindAll("form"));
    }

    [Fact]
    public async Task Address_and_identity_number_are_closed_again()
    {
        var card = Show<ClientDetailsCard>(set => set.Add(shown => shown.CaseId, _case));
        await card.Find("button").ClickAsync(new MouseEventArgs());
        await card.Find("p button").ClickAsync(new MouseEventArgs());
        await card.Find("textarea").ChangeAsync(new ChangeEventArgs { Value = "27, Nowhere Street" });
        await card.Find("form").SubmitAsync();

        Assert.Empty(card.FindAll("form"));
        Assert.DoesNotContain("Nowhere", card.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<T> Show<T>(Action<ComponentParameterCollectionBuilder<T>> set)
        where T : IComponent => _screen.Render<T>(builder =>
        {
            set(builder);
            builder.AddCascadingValue(Product.TeamManager);
        });
}
