using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

/// <summary>The intake of a case: one topic a page.</summary>
internal sealed class IntakeScreen(IPage page)
{
    /// <summary>Whether everything typed has arrived.</summary>
    public ILocator Kept => page.Locator("[data-saved].kept");

    public ILocator Typed(string question) => page.Locator($"[data-question='{question}'] textarea, [data-question='{question}'] input[id]");

    /// <summary>Goes to a topic by the list at the side, unless it is shown already.</summary>
    public async Task OpenAsync(string topic)
    {
        if (await page.Locator(Root(topic)).CountAsync() == 0)
        {
            await page.Locator($".intake-topics a[href$='/intake/{topic}']").ClickAsync();
        }

        await Expect(page.Locator($"{Root(topic)}[data-ready]")).ToBeVisibleAsync();
    }

    /// <summary>Types words, or chooses by the keys of choices apart by spaces.</summary>
    public async Task AnswerAsync(string question, string value)
    {
        var choices = page.Locator($"[data-question='{question}'] .choices");
        if (await choices.CountAsync() == 0)
        {
            await Typed(question).FillAsync(value);
            return;
        }

        foreach (var key in value.Split(' '))
        {
            await choices.Locator($"[data-answer][value='{key}']").CheckAsync();
        }
    }

    /// <summary>Saves the topic shown and waits for the next page.</summary>
    public async Task SaveNextAsync(string topic)
    {
        await page.GetByTestId("save-next").ClickAsync();
        await Expect(page.Locator($".intake:not([data-topic='{topic}'])")).ToBeVisibleAsync();
    }

    /// <summary>Opens a topic, gives its answers, saves it.</summary>
    public async Task FillAsync(string topic, params (string Question, string Value)[] answers)
    {
        await OpenAsync(topic);
        foreach (var (question, value) in answers)
        {
            await AnswerAsync(question, value);
        }

        await SaveNextAsync(topic);
    }

    /// <summary>The case's own safe contact or code words beside the questions.</summary>
    public async Task WriteContactAsync(params (string Label, string Text)[] fields)
    {
        var card = page.GetByTestId("intake-contact");
        await page.GetByTestId("write-contact").ClickAsync();
        foreach (var (label, text) in fields)
        {
            await card.GetByLabel(label, new() { Exact = true }).FillAsync(text);
        }

        foreach (var box in await card.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("^Confirmed", RegexOptions.None, TimeSpan.FromSeconds(1)) }).AllAsync())
        {
            await box.CheckAsync();
        }
    }

    private static string Root(string topic) => $".intake[data-topic='{topic}']";
}
