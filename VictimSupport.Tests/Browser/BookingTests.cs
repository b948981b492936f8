using Microsoft.Playwright;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

[Collection(BrowserCollection.Name)]
public sealed class BookingTests(RunningProgram program)
{
    [Fact]
    public async Task A_session_booked_by_a_click_is_in_the_rooms_calendar_and_its_link_in_both_mailboxes_and_a_cancellation_takes_it_back()
    {
        var date = program.Clock.Today.PlusWeeks(3);
        var row = await program.CaseAsync(11);
        var screen = await CalendarScreen.OpenAsync(program, date: date);
        await screen.BookSlotAsync("B", 11, row.Reference);

        var held = await program.EventAsync("B", ProgramClock.At(date, 11));
        Assert.Equal("Session", held.Summary);
        var toClient = await program.MailToAsync("person011@mailbox.example", "https://doxy.me/demo-room-b", "2468");
        Assert.Equal("room-b@demo.example", toClient.Envelope.From);
        var toPractitioner = await program.MailToAsync("practitioner11@demo.example", row.Reference);
        Assert.DoesNotContain("person011", toPractitioner.Message.ToString(), StringComparison.Ordinal);

        await screen.CancelAsync(row.Reference);
        await program.NoEventAsync("B", ProgramClock.At(date, 11));
        await Fixtures.Eventually.TrueAsync(
            () => Task.FromResult(program.Mail.Received.Count(mail => mail.Envelope.To!.Contains("person011@mailbox.example")) > 1), "a notice of the cancellation", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_session_dragged_to_another_room_and_time_moves_in_both_calendars_and_the_client_is_told()
    {
        var date = program.Clock.Today.PlusWeeks(4).PlusDays(2);
        var row = await program.CaseAsync(20);
        var screen = await CalendarScreen.OpenAsync(program, date: date);
        await screen.BookSlotAsync("A", 11, row.Reference);
        await program.EventAsync("A", ProgramClock.At(date, 11));

        await screen.DragAsync(row.Reference, "C", 13);
        await Expect(screen.Page.GetByTestId("move-undo")).ToBeVisibleAsync();
        await program.EventAsync("C", ProgramClock.At(date, 13));
        await program.NoEventAsync("A", ProgramClock.At(date, 11));
        await program.MailToAsync("person020@mailbox.example", "https://doxy.me/demo-room-c", "13:00");

        await screen.DragAsync(row.Reference, "A", 11);
        await program.EventAsync("A", ProgramClock.At(date, 11));
        await screen.Page.Context.CloseAsync();
    }
}
