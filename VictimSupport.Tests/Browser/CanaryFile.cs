using Microsoft.Playwright;
using VictimSupport.Tests.Browser.Pages;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

/// <summary>A distinctive text in every personal field of a case's file and of its intake; each is opened again, so that it was surely there.</summary>
internal sealed class CanaryFile(IPage page, string address, Func<Task> noteAsync)
{
    private readonly CaseFileScreen _file = new(page, address);

    /// <summary>What was typed; telephones also as E.164 without the plus.</summary>
    public static IReadOnlyList<string> Canaries { get; } =
    [
        "Zshome", "Zscard", "Zsbeside", "Zstie", "zsmail", "7700 900753", "7700900753", "Zsalleged", "Zsidentity", "Zsstreet", "Zsstatus", "Zsformer", "Zsnotes", "7700 900754", "7700900754",
        "Zscontact", "Zsseen", "Zshours", "Zsneeds", "Zsdraft", "Zstrusted", "Zsknows", "7700 900755", "7700900755", "Zsrecipient", "Zsscope", "Zswitness", "Zsdecision",
    ];

    public async Task RunAsync()
    {
        await PeopleAsync();
        await _file.NoteContactAsync("Zscontact was told");
        await noteAsync();
        await IntakeAsync();
        await ConsentsAsync();
    }

    private async Task PeopleAsync()
    {
        await _file.ChangeDetailsAsync("Zshome 3", "Zscard-1");
        await _file.RecordPersonAsync(("name", "Zsbeside Specimen"), ("telephone", "+44 7700 900753"), ("email", "zsmail.beside@mailbox.example"), ("relationship", "Zstie"));
        await _file.RecordPerpetratorAsync(
            ("name", "Zsalleged Xejnistan"), ("identity", "Zsidentity-2"), ("address", "Zsstreet 4"), ("telephone", "+44 7700 900754"), ("email", "zsmail.alleged@mailbox.example"),
            ("residence", "Zsstatus"), ("relationship", "Zsformer"), ("notes", "Zsnotes and more"));
        await noteAsync();
        foreach (var (part, button, words) in new[] { ("client-details", "Open address and number", "Zshome 3"), ("case-people", "Open", "Zsbeside Specimen"), ("case-perpetrators", "Open", "Zsnotes and more") })
        {
            await page.GetByTestId(part).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await Expect(page.GetByTestId(part)).ToContainTextAsync(words);
        }

        await noteAsync();
    }

    private async Task IntakeAsync()
    {
        var intake = new IntakeScreen(page);
        await page.GotoAsync($"{address}/intake/contact");
        await intake.OpenAsync("contact");
        await intake.WriteContactAsync(("Who else could see this mailbox", "Zsseen"), ("What the client said of the times", "Zshours"));
        await intake.SaveNextAsync("contact");
        await intake.FillAsync("needs", ("first", "Zsneeds in own words"));
        await intake.FillAsync("emergency", ("where", "Zshome 3"), ("call-name", "Zstrusted"), ("call-telephone", "+44 7700 900755"), ("call-email", "zsmail.trusted@mailbox.example"), ("call-knows", "Zsknows"));
        await intake.OpenAsync("needs");
        await Expect(intake.Typed("first")).ToHaveValueAsync("Zsneeds in own words");
        await intake.OpenAsync("events");
        await intake.AnswerAsync("own-words", "Zsdraft, never saved to the file");
        await Expect(intake.Kept).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(intake.Typed("own-words")).ToHaveValueAsync("Zsdraft, never saved to the file");
        await noteAsync();
    }

    private async Task ConsentsAsync()
    {
        await _file.DecideAgeAsync("eighteen or over", "Zsdecision and why");
        await page.GetByTestId("client-age").Locator("summary").ClickAsync();
        await page.GetByTestId("client-age").Locator("details .button-quiet").First.ClickAsync();
        await Expect(page.GetByText("Zsdecision and why")).ToBeVisibleAsync();
        await _file.ConsentToReferralAsync("Zsrecipient office", "Zsscope only", "Zswitness Specimen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the words" }).First.ClickAsync();
        foreach (var words in new[] { "Zsrecipient office", "Zsscope only", "Zswitness Specimen" })
        {
            await Expect(page.Locator("main")).ToContainTextAsync(words);
        }

        await noteAsync();
    }
}
