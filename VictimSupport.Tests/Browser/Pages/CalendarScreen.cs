using Microsoft.Playwright;
using NodaTime;
using VictimSupport.Core.Security;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

/// <summary>The calendars of the rooms, and the two panels that open beside them.</summary>
internal sealed class CalendarScreen(IPage page, LocalDate today)
{
    private const int FirstHour = 9;
    private const int LastHour = 20;

    public IPage Page => page;

    public static async Task<CalendarScreen> OpenAsync(RunningProgram program, Role role = Role.Coordinator, LocalDate? date = null, int width = 1440)
    {
        var screen = new CalendarScreen(await program.OpenAsync(role, "/rooms", width), program.Clock.Today);
        await screen.GoToAsync(date ?? program.Clock.Today);
        return screen;
    }

    /// <summary>Shows a day that is not before today's week.</summary>
    public async Task GoToAsync(LocalDate date)
    {
        await page.GetByTestId("calendar-week").ClickAsync();
        var monday = today.PlusDays(-(int)today.DayOfWeek + 1);
        for (var week = monday; week.PlusDays(6) < date; week = week.PlusWeeks(1))
        {
            await NextAsync();
        }

        await page.GetByTestId("calendar-day").ClickAsync();
        await Expect(page.GetByTestId("calendar-day")).ToHaveAttributeAsync("aria-pressed", "true");
        for (var day = 1; day < (int)date.DayOfWeek; day++)
        {
            await NextAsync();
        }
    }

    /// <summary>Clicks the free time of a room; the booking panel opens.</summary>
    public async Task ClickSlotAsync(string room, int hour)
    {
        var (x, y) = await PlaceAsync(room, hour);
        await page.Mouse.ClickAsync(x, y);
        await Expect(page.GetByTestId("book-case")).ToBeVisibleAsync();
    }

    public ILocator Booking(string reference) => page.GetByTestId($"booking-{reference}");

    /// <summary>Fills the booking panel and books.</summary>
    public async Task BookAsync(string reference)
    {
        await ChooseCaseAsync(reference);
        await page.GetByTestId("book").ClickAsync();
    }

    public async Task ChooseCaseAsync(string reference)
    {
        await page.GetByTestId("book-case").FillAsync(reference);
        await Expect(page.GetByTestId("book")).ToBeEnabledAsync();
    }

    /// <summary>Books by clicking a free slot and waits until the booking stands on the screen.</summary>
    public async Task BookSlotAsync(string room, int hour, string reference)
    {
        await ClickSlotAsync(room, hour);
        await BookAsync(reference);
        await Expect(Booking(reference)).ToBeVisibleAsync();
    }

    /// <summary>Opens a booking and gives it another time by its form.</summary>
    public async Task MoveAsync(string reference, LocalDateTime to)
    {
        await Booking(reference).ClickAsync();
        await page.Locator("#move-when").FillAsync(to.ToString("yyyy-MM-dd'T'HH:mm", null));
        await page.GetByTestId("move").ClickAsync();
        await Expect(page.GetByTestId("move")).ToBeHiddenAsync();
    }

    /// <summary>Opens a booking and cancels it.</summary>
    public async Task CancelAsync(string reference)
    {
        await Booking(reference).ClickAsync();
        await page.GetByTestId("cancel-booking").ClickAsync();
        await Expect(Booking(reference)).ToBeHiddenAsync();
    }

    /// <summary>The middle of a quarter of an hour in a room's column, scrolled into view.</summary>
    private async Task<(float X, float Y)> PlaceAsync(string room, int hour)
    {
        var column = page.GetByTestId($"room-{room}").First;
        await column.ScrollIntoViewIfNeededAsync();
        await column.EvaluateAsync("(slots, part) => { const main = slots.closest('main'); const top = slots.getBoundingClientRect().top + slots.offsetHeight * part; main.scrollTop += top - main.getBoundingClientRect().top - main.clientHeight / 2; }", (double)(hour - FirstHour) / (LastHour - FirstHour));
        var box = (await column.BoundingBoxAsync())!;
        var quarter = box.Height / ((LastHour - FirstHour) * 4);
        return (box.X + box.Width / 2, box.Y + quarter * (((hour - FirstHour) * 4) + 0.5f));
    }

    private async Task NextAsync()
    {
        var before = await page.Locator(".frame h1").InnerTextAsync();
        await page.GetByTestId("calendar-next").ClickAsync();
        await Expect(page.Locator(".frame h1")).Not.ToHaveTextAsync(before);
    }
}
