using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using NodaTime;
using VictimSupport.Blazor.Components.Staff.Intake;
using VictimSupport.Core.Cases;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Intake;

namespace VictimSupport.Tests.Components.Intake;

/// <summary>The case's own safe contact on the intake's pages: written once, into the case.</summary>
public sealed class IntakeContactTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly BunitContext _screen = new();
    private Product _product = null!;
    private CaseRow _case = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        await _product.SeedAsync();
        _case = await IntakeDesk.NewCaseAsync(_product);
        _screen.Services.AddLocalization();
        _screen.Services.AddMudServices();
        _screen.Services.AddSingleton<TimeProvider>(_product.Time);
        _screen.Services.AddFallbackServiceProvider(_product.Services);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.JSInterop.SetupModule("/intake.js").SetupModule(_ => true);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task Everything_said_of_a_channel_is_saved_to_the_case_with_the_topics_answers()
    {
        var page = Show("contact");
        await page.Find("[data-testid=write-contact]").ClickAsync(new());
        foreach (var (label, text) in new[]
        {
            ("Email", "canary-intake@vs.test"), ("Who else could see this mailbox", "nobody"), ("Ask again about the address on", "2027-01-10"),
            ("Telephone", "+44 7700 900444"), ("Who else could see or answer this telephone", "a sister"), ("Ask again about the telephone on", "2027-01-11"),
            ("What the client said of the times", "never at night"), ("Words that may be used", "The library calls"), ("Sender’s name in mails", "Library"), ("Subject of mails", "Your book"),
        })
        {
            await Field(page, label).ChangeAsync(new ChangeEventArgs { Value = text });
        }

        foreach (var label in new[] { "Confirmed: nobody else sees this mailbox", "Confirmed: calls to this number are safe", "A message may be left, in these words only" })
        {
            await Field(page, label).ChangeAsync(new ChangeEventArgs { Value = true });
        }

        await page.FindAll("button").Single(button => button.TextContent == "Add hours").ClickAsync(new());
        await new IntakeDesk(_product, Product.TeamManager, _case.Id).TypeAsync("contact", "safe-now", "yes");
        await page.InvokeAsync(() => page.Instance.Save(0));

        var opened = (await _product.Get<CaseFiles>().OpenContactAsync(Product.TeamManager, _case.Id, "A test", Token))!;
        Assert.Equal(("canary-intake@vs.test", true, "nobody", new LocalDate(2027, 1, 10)), (opened.Email, opened.EmailIsConfirmed, opened.EmailSeenBy, opened.EmailAskAgainOn));
        Assert.Equal(("+44 7700 900444", true, "a sister", new LocalDate(2027, 1, 11)), (opened.Telephone, opened.TelephoneIsConfirmed, opened.TelephoneSeenBy, opened.TelephoneAskAgainOn));
        Assert.Equal((1, "never at night", true, "The library calls", "Library", "Your book"), (opened.Hours.Ranges.Count, opened.HoursWords, opened.MayLeaveMessage, opened.Words, opened.SenderName, opened.MailSubject));
        Assert.Equal("yes", (await new IntakeDesk(_product, Product.TeamManager, _case.Id).OpenAsync("contact")).Answers["safe-now"].Value);
        Assert.Equal(["email", "telephone"], page.FindAll("[data-testid=intake-contact] .badge").Select(badge => badge.TextContent));
    }

    [Fact]
    public async Task A_contact_that_is_refused_says_so_beside_its_field_and_nothing_is_saved_or_left()
    {
        var page = Show("contact");
        await page.Find("[data-testid=write-contact]").ClickAsync(new());
        await Field(page, "A message may be left, in these words only").ChangeAsync(new ChangeEventArgs { Value = true });
        await new IntakeDesk(_product, Product.TeamManager, _case.Id).TypeAsync("contact", "safe-now", "yes");

        await page.InvokeAsync(() => page.Instance.Save(1));
        Assert.Equal("true", Field(page, "Words that may be used").GetAttribute("aria-invalid"));
        Assert.NotNull((await new IntakeDesk(_product, Product.TeamManager, _case.Id).OpenAsync("contact")).DraftAt);

        await Field(page, "Words that may be used").ChangeAsync(new ChangeEventArgs { Value = "The library calls" });
        await page.FindAll("button").Single(button => button.TextContent == "Add hours").ClickAsync(new());
        await page.FindAll("input[type=time]")[1].ChangeAsync(new ChangeEventArgs { Value = "01:00:00" });
        await page.InvokeAsync(() => page.Instance.Save(1));
        Assert.Equal("Safe hours", page.Find(".fault[role=alert]:not([hidden])").ParentElement!.QuerySelector("legend")!.TextContent);

        await page.InvokeAsync(() => _screen.Services.GetRequiredService<NavigationManager>().NavigateTo("cases"));
        Assert.NotEmpty(page.FindAll("[data-testid=intake-contact] form"));
        Assert.Equal(1, (await RowAsync()).ContactVersion);
    }

    [Fact]
    public async Task Going_on_by_a_link_saves_the_code_words_and_leaves_the_channels_as_they_were()
    {
        var contact = new SafeContactForm("canary-before@vs.test", EmailIsConfirmed: true, HoursWords: "mornings");
        Assert.True((await _product.Get<CaseFiles>().ChangeSafeContactAsync(Product.TeamManager, _case.Id, 1, contact, Token)).IsDone);
        var page = Show("words");
        Assert.Equal(["none agreed", "none agreed"], page.FindAll("[data-testid=intake-contact] .badge").Select(badge => badge.TextContent));
        await page.Find("[data-testid=write-contact]").ClickAsync(new());
        Assert.Equal(2, page.FindAll("[data-testid=intake-contact] input").Count);
        await Field(page, "Code word").ChangeAsync(new ChangeEventArgs { Value = "Canary-Code-New" });
        await page.InvokeAsync(() => _screen.Services.GetRequiredService<NavigationManager>().NavigateTo($"cases/{_case.Id}/intake/needs"));
        page.WaitForState(() => page.FindAll("[data-testid=intake-contact] form").Count == 0, Patience);

        Assert.Equal((true, false), ((await RowAsync()).HasCodeWord, (await RowAsync()).HasDuressWord));
        Assert.Equal(new OpenedCodeWords("Canary-Code-New", null), await _product.Get<CaseFiles>().OpenCodeWordsAsync(Product.TeamManager, _case.Id, "A test", Token));
        var opened = await _product.Get<CaseFiles>().OpenContactAsync(Product.TeamManager, _case.Id, "A test", Token);
        Assert.Equal(("canary-before@vs.test", true, "mornings"), (opened!.Email, opened.EmailIsConfirmed, opened.HoursWords));
    }

    [Fact]
    public void A_topic_that_is_not_about_the_contact_shows_none_and_may_lead_to_the_file()
    {
        Assert.Empty(Show("needs").FindAll("[data-testid=intake-contact]"));
        Assert.EndsWith("?part=people", Show("person").Find(".told a").GetAttribute("href"), StringComparison.Ordinal);
    }

    private IRenderedComponent<IntakePage> Show(string topic)
    {
        var page = _screen.Render<IntakePage>(parameters => parameters.Add(each => each.Id, _case.Id).Add(each => each.Topic, topic).AddCascadingValue(Product.TeamManager));
        page.WaitForElement("[data-testid=save]", Patience);
        return page;
    }

    private async Task<CaseRow> RowAsync() => (await _product.Get<CaseFiles>().ReadAsync(Product.TeamManager, _case.Id, Token))!;

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<IntakePage> page, string label) =>
        page.Find($"#{page.FindAll("[data-testid=intake-contact] label").Single(each => each.TextContent.Trim() == label).GetAttribute("for")}");
}
