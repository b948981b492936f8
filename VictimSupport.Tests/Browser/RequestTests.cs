using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using VictimSupport.Core.Data;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

/// <summary>Requests as they are entered on the telephone and decided by the Team Manager.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RequestTests(RunningProgram program)
{
    [Fact]
    public async Task A_telephone_request_is_entered_and_triaged_to_an_intake_without_a_mouse()
    {
        var manager = await program.OpenAsync(Role.TeamManager);
        var count = manager.Locator(".frame-side").GetByTestId("request-count");
        await Expect(count).ToBeVisibleAsync();
        var before = await WaitingAsync();
        await Expect(count).ToContainTextAsync($"{before}");

        var page = await program.OpenAsync(Role.Coordinator, "/requests/new");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Telephone" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("2");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Walk-in" })).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Rang from a neighbour, wants to talk");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Tilda Specimen");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("no number");
        await page.Keyboard.PressAsync("Control+Enter");
        // Refused beside the field; what was typed stays, the focus is where the work goes on.
        await Expect(page.Locator(".fault")).ToContainTextAsync("telephone number");
        await Expect(page.GetByLabel("Telephone", new() { Exact = true }).Last).ToBeFocusedAsync();
        await Expect(page.GetByTestId("said")).ToHaveValueAsync("Rang from a neighbour, wants to talk");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("+44 7700 900777");
        await Expect(page.GetByTestId("promise")).ToContainTextAsync("Answer promised by");
        await page.Keyboard.PressAsync("Enter");
        var title = page.Locator(".frame h1");
        await Expect(title).ToContainTextAsync("RQ-");
        await Expect(page.GetByText("The Team Manager decides")).ToBeVisibleAsync();
        await Expect(count).ToContainTextAsync($"{before + 1}");

        await manager.GotoAsync(new Uri(page.Url).AbsolutePath);
        await Expect(manager.GetByText("Tilda Specimen")).ToBeVisibleAsync();
        await TabToAsync(manager, manager.GetByRole(AriaRole.Radio, new() { Name = "Intake booked" }));
        await manager.Keyboard.PressAsync("1");
        await Expect(manager.GetByTestId("procedure")).ToContainTextAsync("Agree day, hour and way of meeting");
        await manager.Keyboard.PressAsync("Control+Enter");
        await Expect(manager.GetByText("Take the decision back")).ToBeVisibleAsync();
        await TabToAsync(manager, manager.GetByRole(AriaRole.Link, new() { Name = "To the case" }));
        await manager.Keyboard.PressAsync("Enter");
        await Expect(manager.Locator(".frame h1")).ToContainTextAsync("VS-");

        // The coordinator is told that something changed, and sees no outcome.
        await page.Locator(".notice button").ClickAsync();
        await Expect(page.Locator(".facts .badge.good")).ToHaveTextAsync("Decided");
        await page.Context.CloseAsync();
        await manager.Context.CloseAsync();
    }

    // Ten are refused in Core's own tests: here they would only keep the browser busy laying them out, for longer than a connection waits on a slow machine.
    [Fact]
    public async Task Two_megabytes_pasted_stay_on_the_screen_with_a_clear_message()
    {
        var page = await program.OpenAsync(Role.Coordinator, "/requests/new");
        var said = page.GetByTestId("said");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Telephone" })).ToBeFocusedAsync();
        await said.EvaluateAsync("""
            field => {
              field.focus();
              field.value = 'a word and another '.repeat(110 * 1024);
              field.dispatchEvent(new Event('input', { bubbles: true }));
              field.dispatchEvent(new Event('change', { bubbles: true }));
            }
            """);
        await page.Locator(".form-actions .button").ClickAsync();
        await Expect(page.Locator(".fault")).ToContainTextAsync("at most 20000 characters");
        Assert.Equal(19 * 110 * 1024, await said.EvaluateAsync<int>("field => field.value.length"));

        // The circuit lives, and the longest text there may be, written in the longest way, goes through it.
        await said.EvaluateAsync("""
            field => {
              field.value = 'ħ'.repeat(19998) + 'zz';
              field.dispatchEvent(new Event('input', { bubbles: true }));
              field.dispatchEvent(new Event('change', { bubbles: true }));
            }
            """);
        await page.Locator(".form-actions .button").ClickAsync();
        await Expect(page.Locator(".frame h1")).ToContainTextAsync("RQ-");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Clicked_twice_a_request_is_entered_once()
    {
        var page = await program.OpenAsync(Role.Coordinator, "/requests/new");
        await page.GetByTestId("said").FillAsync("Clicked twice");
        var before = await AllAsync();
        await page.Locator(".form-actions .button").DblClickAsync();
        await Expect(page.Locator(".frame h1")).ToContainTextAsync("RQ-");
        Assert.Equal(before + 1, await AllAsync());
        await page.Context.CloseAsync();
    }

    private async Task<int> WaitingAsync() => (await program.Get<RequestQueue>().CountAsync(RunningProgram.Author, TestContext.Current.CancellationToken)).Waiting;

    private async Task<int> AllAsync()
    {
        await using var db = await program.Get<IDbContextFactory<AppDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await db.Set<SupportRequest>().CountAsync(TestContext.Current.CancellationToken);
    }

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var step = 0; step < 80; step++)
        {
            // A group of radios is one stop: any of it is the group.
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement || (element.type === 'radio' && document.activeElement?.name === element.name && element.name !== '')"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("The keyboard never came to " + target);
    }
}
