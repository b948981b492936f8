using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

/// <summary>What is typed about an invented client.</summary>
internal sealed record TypedClient(
    string Name, string Email, string Telephone, string Words, string SenderName, string MailSubject, string CodeWord, string DuressWord, bool EmailIsSafe = true, bool TelephoneIsSafe = true);

/// <summary>Opening a case, and the page of one.</summary>
internal sealed class CaseScreen(IPage page)
{
    /// <summary>Fills the form of a new case, opens it, and gives its reference.</summary>
    public async Task<string> CreateAsync(TypedClient client, string practitioner)
    {
        await page.GotoAsync("/cases/new");
        await FillAsync("Client’s name", client.Name);
        await page.GetByLabel("Practitioner", Exact).SelectOptionAsync(new SelectOptionValue { Label = practitioner });
        await FillAsync("Email", client.Email);
        await FillAsync("Telephone", client.Telephone);
        await CheckAsync("Confirmed: nobody else sees this mailbox", client.EmailIsSafe);
        await CheckAsync("Confirmed: calls to this number are safe", client.TelephoneIsSafe);
        await FillAsync("Words that may be used", client.Words);
        await FillAsync("Sender’s name in mails", client.SenderName);
        await FillAsync("Subject of mails", client.MailSubject);
        await FillAsync("Code word", client.CodeWord);
        await FillAsync("Word for danger", client.DuressWord);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open case" }).ClickAsync();
        var title = page.Locator(".frame h1");
        await Expect(title).ToContainTextAsync("VS-");
        return (await title.InnerTextAsync()).Trim();
    }

    /// <summary>Opens what is sealed, and waits for the words.</summary>
    public async Task OpenSealedAsync(TypedClient client)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the name" }).ClickAsync();
        await Expect(page.GetByText(client.Name)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the contact" }).ClickAsync();
        await Expect(page.GetByText(client.Email)).ToBeVisibleAsync();
        await page.GetByTestId("open-code-words").ClickAsync();
        await Expect(page.GetByText(client.DuressWord)).ToBeVisibleAsync();
    }

    private static PageGetByLabelOptions Exact => new() { Exact = true };

    private Task FillAsync(string label, string text) => page.GetByLabel(label, Exact).FillAsync(text);

    private Task CheckAsync(string label, bool isChecked) => page.GetByLabel(label, Exact).SetCheckedAsync(isChecked);
}
