using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

/// <summary>The parts of a case's file.</summary>
internal sealed class CaseFileScreen(IPage page, string address)
{
    /// <summary>Where the case is on the way to support.</summary>
    public ILocator State => page.Locator(".card-head", new() { HasText = "Where it stands" }).Locator(".badge");

    public ILocator Refused => page.Locator("main .faults");

    public Task GoToAsync(string? part = null) => page.GotoAsync(part is null ? address : $"{address}?part={part}");

    public async Task AssignAsync(string practitioner)
    {
        await GoToAsync();
        await page.GetByLabel("Practitioner", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = practitioner });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save case" }).ClickAsync();
        await Expect(page.Locator(".mud-snackbar").First).ToBeVisibleAsync();
    }

    /// <summary>Presses the button that opens the case after its intake.</summary>
    public async Task TryOpenAsync()
    {
        await GoToAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the case for support" }).ClickAsync();
    }

    public Task RecordPersonAsync(params (string Field, string Text)[] fields) => RecordAsync("case-people", "Add a person", "person", fields);

    public Task RecordPerpetratorAsync(params (string Field, string Text)[] fields) => RecordAsync("case-perpetrators", "Record a perpetrator", "perpetrator", fields);

    /// <summary>Replaces the client's address and identity number.</summary>
    public async Task ChangeDetailsAsync(string home, string identityNumber)
    {
        var card = page.GetByTestId("client-details");
        await GoToAsync("people");
        await card.GetByRole(AriaRole.Button, new() { Name = "Open address and number" }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await card.GetByLabel("Address", new() { Exact = true }).FillAsync(home);
        await card.GetByLabel("Identity-card number", new() { Exact = true }).FillAsync(identityNumber);
        await card.Locator(".form-actions .button").ClickAsync();
        await Expect(card.Locator("form")).ToHaveCountAsync(0);
    }

    public async Task NoteContactAsync(string words)
    {
        await GoToAsync("contacts");
        await page.GetByLabel("What it was about", new() { Exact = true }).FillAsync(words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Note the contact" }).ClickAsync();
        await page.Locator(".session-line .button-quiet").First.ClickAsync();
        await Expect(page.GetByText(words)).ToBeVisibleAsync();
    }

    /// <summary>Records the client's age at the part of consents.</summary>
    public async Task DecideAgeAsync(string answer, string? words = null)
    {
        var card = page.GetByTestId("client-age");
        await GoToAsync("consents");
        await page.GetByTestId("decide-Age").ClickAsync();
        await card.GetByRole(AriaRole.Radio, new() { Name = answer, Exact = true }).CheckAsync();
        await card.GetByLabel("Why", new() { Exact = true }).FillAsync(words ?? "");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save the decision" }).ClickAsync();
        await Expect(card.Locator("form")).ToHaveCountAsync(0);
        await Expect(card.Locator(".card-head .badge")).ToHaveTextAsync(answer);
    }

    /// <summary>Reads the terms and answers yes to the first questions of them: support, records, email.</summary>
    public async Task ConsentAsync()
    {
        var card = page.GetByTestId("record-consents");
        await GoToAsync("consents");
        await page.GetByTestId("ask-consents").ClickAsync();
        for (var question = 0; question < 3; question++)
        {
            await card.Locator("fieldset.quick").Nth(question).GetByRole(AriaRole.Radio, new() { Name = "Yes", Exact = true }).CheckAsync();
        }

        await card.GetByRole(AriaRole.Button, new() { Name = "Record answers" }).ClickAsync();
        await Expect(page.GetByTestId("consent-Support").Locator(".badge.good")).ToBeVisibleAsync();
    }

    /// <summary>Records a signed consent to share with a recipient.</summary>
    public async Task ConsentToReferralAsync(string recipient, string scope, string witness)
    {
        var card = page.GetByTestId("record-consents");
        await GoToAsync("consents");
        await page.GetByTestId("ask-consents").ClickAsync();
        await card.GetByLabel("Also ask for consent to a referral").CheckAsync();
        await card.GetByLabel("Recipient", new() { Exact = true }).FillAsync(recipient);
        await card.GetByLabel("Exactly what is shared", new() { Exact = true }).FillAsync(scope);
        await card.GetByRole(AriaRole.Group, new() { Name = "Answer", Exact = true }).GetByRole(AriaRole.Radio, new() { Name = "Yes", Exact = true }).CheckAsync();
        await card.GetByRole(AriaRole.Radio, new() { Name = "Signed on paper" }).CheckAsync();
        await card.GetByLabel("Witness of the signature", new() { Exact = true }).FillAsync(witness);
        await card.GetByRole(AriaRole.Button, new() { Name = "Record answers" }).ClickAsync();
        await Expect(page.GetByTestId("consent-Referral").Locator(".badge.good")).ToBeVisibleAsync();
    }

    /// <summary>Asks about the risk and answers as one would for a calm case.</summary>
    public async Task ScreenAsync()
    {
        var form = page.GetByTestId("record-screening");
        await GoToAsync("risk");
        await page.GetByTestId("begin-screening").ClickAsync();
        var questions = form.Locator("fieldset.quick");
        await Expect(questions.First).ToBeVisibleAsync();
        for (var index = 0; index < await questions.CountAsync(); index++)
        {
            var isGood = (await questions.Nth(index).Locator("legend").InnerTextAsync()).StartsWith("Is there a place", StringComparison.Ordinal);
            await questions.Nth(index).Locator(".quick-choice").Nth(isGood ? 0 : 1).ClickAsync();
        }

        await form.Locator("button[type=submit]").ClickAsync();
        await Expect(page.GetByTestId("begin-screening")).ToBeVisibleAsync();
    }

    private async Task RecordAsync(string part, string button, string prefix, (string Field, string Text)[] fields)
    {
        var card = page.GetByTestId(part);
        await GoToAsync("people");
        await card.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        foreach (var (field, text) in fields)
        {
            await page.GetByTestId($"{prefix}-{field}").FillAsync(text);
        }

        await card.Locator(".form-actions .button").ClickAsync();
        await Expect(card.Locator("form")).ToHaveCountAsync(0);
    }
}
