using Microsoft.Playwright;
using NodaTime;
using VictimSupport.Core.Security;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser.Pages;

/// <summary>The calendars of the rooms, and the two panels that open beside them.</summary>
internal sealed class CalendarScreen(IPage page, LocalDate today)
{
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
        await CaseIsChosenAsync();
    }

    /// <summary>Waits until the typed reference was found.</summary>
    public async Task CaseIsChosenAsync()
    {
        if (await page.GetByTestId("drawer").CountAsync() > 0)
        {
            await Expect(page.GetByTestId("gate")).ToBeVisibleAsync();
        }

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

    /// <summary>Drags a booking to another room and hour of the same day.</summary>
    public async Task DragAsync(string reference, string room, int hour)
    {
        await PlaceAsync(room, hour);
        var piece = (await Booking(reference).BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(piece.X + piece.Width / 2, piece.Y + 4);
        await page.Mouse.DownAsync();
        var (x, y) = await PlaceAsync(room, hour);
        await page.Mouse.MoveAsync(x, y, new MouseMoveOptions { Steps = 8 });
        await page.Mouse.UpAsync();
    }

    /// <summary>The middle of a quarter of an hour in a room's column, scrolled into view.</summary>
    private async Task<(float X, float Y)> PlaceAsync(string room, int hour)
    {
        var grid = page.GetByTestId("calendar-grid");
        var first = await grid.EvaluateAsync<int>("grid => Number(grid.dataset.first)");
        var minutes = await grid.EvaluateAsync<int>("grid => Number(grid.dataset.minutes)");
        var column = page.GetByTestId($"room-{room}").First;
        var part = (hour * 60f - first + 7) / minutes;
        await column.EvaluateAsync("""
            (slots, part) => {
              const mark = document.createElement('i');
              mark.style.cssText = `position: absolute; left: 0; height: 1px; width: 1px; top: ${100 * part}%`;
              slots.append(mark);
              mark.scrollIntoView({ block: 'center', inline: 'nearest' });
              mark.remove();
            }
            """, part);
        var box = (await column.BoundingBoxAsync())!;
        return (box.X + box.Width / 2, box.Y + box.Height * part);
    }

    private async Task NextAsync()
    {
        var before = await page.Locator(".frame h1").InnerTextAsync();
        await page.GetByTestId("calendar-next").ClickAsync();
        await Expect(page.Locator(".frame h1")).Not.ToHaveTextAsync(before);
    }
}
