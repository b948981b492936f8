using Microsoft.Playwright;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using VictimSupport.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

/// <summary>The whole way of a client, from the telephone to the first session.</summary>
[Collection(BrowserCollection.Name)]
public sealed class IntakeWayTests(RunningProgram program)
{
    private const string Email = "wanda.way@mailbox.example";

    // The required questions of the topics after the one in which the connection is lost.
    private static readonly (string Topic, (string, string)[] Answers)[] Rest =
    [
        ("concerns", [("danger", "no"), ("self", "no")]), ("home", [("with-whom", "alone"), ("same-home", "no")]), ("person", [("recorded", "yes")]), ("children", [("any", "no")]),
        ("language", [("written", "en")]), ("devices", [("others-use", "no")]), ("emergency", [("where", "At the library")]), ("support", [("mode", "Online")]), ("consent", [("terms", "yes")]),
    ];

    private bool _isCut;

    [Fact]
    public async Task A_request_by_telephone_becomes_an_intake_a_case_and_a_session()
    {
        var manager = await RequestAsync();
        var address = new Uri(manager.Url).AbsolutePath;
        var reference = (await manager.Locator(".frame h1").InnerTextAsync()).Trim();
        var file = new CaseFileScreen(manager, address);
        await file.AssignAsync("Lidia");

        // The telephone of somebody who is a client here.
        await file.RecordPerpetratorAsync(("name", "Gejtu Xejnistan"), ("telephone", "+44 7700 900021"));
        await Eventually.TrueAsync(
            async () => (await program.Get<Matches>().ListAsync(RunningProgram.Author, TestContext.Current.CancellationToken)).Any(row => row.PerpetratorReference == reference),
            "a match to decide", TestContext.Current.CancellationToken);
        await file.TryOpenAsync();
        await Expect(file.Refused).ToContainTextAsync("The intake is not finished");

        await FirstTalkAsync(manager, address);
        await manager.Context.CloseAsync();
        manager = await program.OpenAsync(Role.TeamManager, $"{address}/intake/events");
        await SecondTalkAsync(manager);

        file = new CaseFileScreen(manager, address);
        await file.DecideAgeAsync("eighteen or over");
        await file.ConsentAsync();
        await file.ScreenAsync();
        await file.TryOpenAsync();
        await Expect(file.Refused).ToContainTextAsync("has to decide something first");
        await DecideAsync(manager, reference);
        await file.TryOpenAsync();
        await Expect(file.State).ToHaveTextAsync("Open");
        await manager.Context.CloseAsync();
        await BookAsync(reference);
    }

    /// <summary>Entered by the coordinator, decided by the Team Manager, who then has the case before them.</summary>
    private async Task<IPage> RequestAsync()
    {
        var coordinator = await program.OpenAsync(Role.Coordinator, "/requests/new");
        await new RequestScreen(coordinator).EnterByTelephoneAsync("Wants to talk after a burglary", "Wanda Specimen", "+44 7700 900733");
        var manager = await program.OpenAsync(Role.TeamManager, new Uri(coordinator.Url).AbsolutePath);
        await coordinator.Context.CloseAsync();
        await new RequestScreen(manager).DecideIntakeAsync();
        return manager;
    }

    /// <summary>Some topics are saved; in the middle of another one the connection is lost, and the window closed.</summary>
    private async Task FirstTalkAsync(IPage page, string address)
    {
        var circuits = new List<IWebSocketRoute>();
        await page.RouteAsync("**/_blazor/**", route => _isCut ? route.AbortAsync() : route.ContinueAsync());
        await page.RouteWebSocketAsync(url => url.Contains("/_blazor", StringComparison.Ordinal), circuit =>
        {
            circuits.Add(circuit);
            circuit.ConnectToServer();
        });
        await page.GotoAsync($"{address}/intake");
        var intake = new IntakeScreen(page);
        await intake.OpenAsync("contact");
        await intake.AnswerAsync("safe-now", "yes");
        await intake.AnswerAsync("channels", "telephone email");
        await intake.WriteContactAsync(("Email", Email), ("Who else could see this mailbox", "nobody"));
        await intake.SaveNextAsync("contact");
        await intake.OpenAsync("words");
        await intake.AnswerAsync("code-word", "yes");
        await intake.AnswerAsync("duress-word", "no");
        await intake.WriteContactAsync(("Code word", "green bicycle"));
        await intake.SaveNextAsync("words");
        await intake.FillAsync("needs", ("first", "Somebody to talk to"));
        await intake.FillAsync("assessment", ("explained", "yes"));

        await intake.OpenAsync("events");
        await intake.AnswerAsync("violence", "theft");
        await intake.AnswerAsync("own-words", "Nothing of this may be lost");
        _isCut = true;
        Assert.NotEmpty(circuits);
        await Task.WhenAll(circuits.Select(circuit => circuit.CloseAsync(new() { Code = 3001, Reason = "cut" })));
        await Expect(page.Locator("#components-reconnect-modal")).ToHaveAttributeAsync("open", "");
        await Expect(intake.Kept).ToBeVisibleAsync();
    }

    /// <summary>What was typed last is there, and the rest is asked.</summary>
    private static async Task SecondTalkAsync(IPage page)
    {
        var intake = new IntakeScreen(page);
        await intake.OpenAsync("events");
        await Expect(intake.Typed("own-words")).ToHaveValueAsync("Nothing of this may be lost");
        await intake.SaveNextAsync("events");
        foreach (var (topic, answers) in Rest)
        {
            await intake.FillAsync(topic, answers);
        }

        // Two topics have nothing that a case waits for.
        await Expect(page.Locator(".intake-topics > p")).ToHaveTextAsync("14 of 16 topics done");
    }

    private static async Task DecideAsync(IPage page, string reference)
    {
        await page.GotoAsync("/decisions");
        var decision = page.GetByTestId("decision").Filter(new() { HasText = reference });
        await decision.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await page.GetByTestId("decision-answer").SelectOptionAsync(new SelectOptionValue { Label = "Not the same person" });
        await page.GetByTestId("decision-reason").FillAsync("The number was given to somebody else since");
        await decision.GetByRole(AriaRole.Button, new() { Name = "Save decision" }).ClickAsync();
        await Expect(decision).ToHaveCountAsync(0);
    }

    private async Task BookAsync(string reference)
    {
        var date = program.Clock.Today.PlusWeeks(2).PlusDays(1);
        var calendar = await CalendarScreen.OpenAsync(program, date: date);
        await calendar.BookSlotAsync("D", 12, reference);
        await program.EventAsync("D", ProgramClock.At(date, 12));
        await program.MailToAsync(Email, "https://doxy.me/demo-room-d", "12:00");
        await calendar.Page.Context.CloseAsync();
    }
}
