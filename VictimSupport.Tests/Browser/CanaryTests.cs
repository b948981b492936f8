using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using NodaTime;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Browser.Pages;
using VictimSupport.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace VictimSupport.Tests.Browser;

/// <summary>
/// Guarantee 15: a distinctive text in every personal field goes through a whole run, and is then looked for where nobody may find it.
/// Each medium is also asked for something that is known to be there, so that a search of nothing cannot pass.
/// </summary>
[Collection(BrowserCollection.Name)]
public sealed class CanaryTests(RunningProgram program)
{
    private const string Practitioner = "Vanni";
    private const string PractitionersMail = "practitioner30@demo.example";

    private static readonly TypedClient Client = new(
        "Zqname Qzperson", "zqmail.qz@mailbox.example", "+44 7700 900751", "Zqwords is from the library", "Zqsender", "Zqsubject of ours", "zqcodeword", "zqduressword");

    // The telephone as typed, as stored by E.164, and without its plus.
    private static readonly string[] Canaries = [.. CanaryFile.Canaries, "Zqname", "Qzperson", "zqmail", "7700 900751", "7700900751", "Zqwords", "Zqsender", "Zqsubject", "zqcodeword", "zqduressword", "Zrsaid", "Zragency", "Zrcaller", "Zrhow", "Zrremark", "Zranswer", "Zwnote", "7700 900752", "7700900752"];

    private readonly Traces _traces = new();

    [Fact]
    public async Task Nothing_personal_is_found_where_it_does_not_belong()
    {
        var mailsBefore = program.Mail.Received.Count;
        var manager = await program.OpenAsync(Role.TeamManager);
        _traces.Follow(manager);
        var reference = await RunAsync(manager);
        await manager.EvaluateAsync("() => localStorage.setItem('control', 'known-to-be-there')");
        await _traces.NoteAsync(manager);
        await manager.Context.CloseAsync();
        program.Get<ILogger<CanaryTests>>().LogTrace("known-to-be-there");

        var mails = program.Mail.Received.Skip(mailsBefore).ToList();
        var media = Media(mails);
        var control = new Dictionary<string, string>
        {
            ["log"] = "known-to-be-there", ["addresses"] = "/cases/new", ["titles"] = "Cases", ["browser storage"] = "known-to-be-there",
            ["calendar"] = "Session", ["subjects"] = "Session on", ["envelopes"] = PractitionersMail, ["practitioner's mails"] = reference,
        };
        Assert.Equal(control.Keys.Order(StringComparer.Ordinal), media.Keys.Order(StringComparer.Ordinal));
        Assert.All(media, medium => Assert.Contains(medium.Value, text => text.Contains(control[medium.Key], StringComparison.Ordinal)));
        Assert.NotEmpty(Traces.FilesWith(program.Folder, Practitioner));
        // Confirmation, change, cancellation, confirmation, reminder.
        Assert.Equal(5, mails.Count(mail => mail.Envelope.To!.Contains(Client.Email)));

        var hits = (from medium in media from text in medium.Value from canary in Canaries where text.Contains(canary, StringComparison.OrdinalIgnoreCase) select $"{canary} in {medium.Key}: {text}").ToList();
        Assert.True(hits.Count == 0, string.Join('\n', hits.Take(20)));
        Assert.Empty(Canaries.SelectMany(canary => Traces.FilesWith(program.Folder, canary)));
    }

    /// <summary>Opened, booked, moved, cancelled, booked again, reminded, and read by the team manager.</summary>
    private async Task<string> RunAsync(IPage page)
    {
        var cases = new CaseScreen(page);
        var reference = await cases.CreateAsync(Client, Practitioner);
        await program.OpenCasesAsync();
        await _traces.NoteAsync(page);
        await cases.OpenSealedAsync(Client);
        await _traces.NoteAsync(page);

        await WaitAsync(page);
        await page.GotoAsync("/rooms");
        var calendar = new CalendarScreen(page, program.Clock.Today);
        var date = program.Clock.Today.PlusWeeks(4);
        await calendar.GoToAsync(date);
        await calendar.BookSlotAsync("C", 12, reference);
        await program.EventAsync("C", ProgramClock.At(date, 12));
        await program.MailToAsync(Client.Email, "12:00");
        await calendar.MoveAsync(reference, date.At(new LocalTime(15, 0)));
        await program.EventAsync("C", ProgramClock.At(date, 15));
        await program.MailToAsync(Client.Email, "15:00");
        await calendar.CancelAsync(reference);
        await program.NoEventAsync("C", ProgramClock.At(date, 15));
        await _traces.NoteAsync(page);

        await page.GotoAsync("/cases");
        await page.Locator("main input[type=search]").FillAsync(Client.Telephone);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".row-link")).ToHaveCountAsync(1);
        await _traces.NoteAsync(page);
        await page.Locator("#search").FillAsync(Client.Email);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".row-link")).ToHaveTextAsync(reference);
        await page.Locator(".row-link").ClickAsync();
        await cases.OpenSealedAsync(Client);
        await _traces.NoteAsync(page);
        await new CanaryFile(page, new Uri(page.Url).AbsolutePath, () => _traces.NoteAsync(page)).RunAsync();
        await RemindAsync(page, reference);
        await RequestAsync(page);
        return reference;
    }

    /// <summary>The case goes onto the waiting list with a note, which is read again; the booking takes it off.</summary>
    private async Task WaitAsync(IPage page)
    {
        // The page was read while the case was in its intake.
        await page.ReloadAsync();
        await page.GetByTestId("section-waiting").ClickAsync();
        await page.GetByLabel("Note", new() { Exact = true }).FillAsync("Zwnote and more");
        await _traces.NoteAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Put on the waiting list" }).ClickAsync();
        await page.GetByTestId("open-note").ClickAsync();
        await Expect(page.GetByText("Zwnote and more")).ToBeVisibleAsync();
        await _traces.NoteAsync(page);
        await page.GotoAsync("/waiting");
        await Expect(page.GetByTestId("waiting")).ToBeVisibleAsync();
        await _traces.NoteAsync(page);
    }

    /// <summary>A request of every field, corrected, decided, taken over into a case, and looked for.</summary>
    private async Task RequestAsync(IPage page)
    {
        await page.GotoAsync("/requests/new");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Agency" }).CheckAsync();
        foreach (var (label, text) in new[] { ("What was said", "Zrsaid and more"), ("Contact at the agency", "Zragency"), ("Name", "Zrcaller"), ("Email", "zrcaller@mailbox.example"), ("How and when to answer safely", "Zrhow") })
        {
            await page.GetByLabel(label, new() { Exact = true }).FillAsync(text);
        }

        await page.Locator("main input[type=tel]").FillAsync("+44 7700 900752");
        await _traces.NoteAsync(page);
        await page.Locator(".form-actions .button").ClickAsync();
        await Expect(page.GetByText("Zrsaid and more")).ToBeVisibleAsync();
        await _traces.NoteAsync(page);
        await page.GetByRole(AriaRole.Radio, new() { Name = "Intake booked" }).CheckAsync();
        await page.GetByLabel("Remark, if any").FillAsync("Zrremark");
        await page.GetByLabel("The coordinator calls or writes back").CheckAsync();
        await page.GetByLabel("What the coordinator tells").FillAsync("Zranswer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Expect(page.GetByText("Zranswer")).ToBeVisibleAsync();
        await Expect(page.GetByText("Zrremark")).ToBeVisibleAsync();
        await _traces.NoteAsync(page);
        await page.GotoAsync("/requests");
        await page.GetByLabel("Show", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "All" });
        await page.Locator("main input[type=search]").FillAsync("zrcaller@mailbox.example");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".row-link")).ToHaveCountAsync(1);
        await _traces.NoteAsync(page);
    }

    /// <summary>A session of tomorrow, in a quarter of an hour; then the time of its reminder comes.</summary>
    private async Task RemindAsync(IPage page, string reference)
    {
        await page.GotoAsync("/rooms");
        var calendar = new CalendarScreen(page, program.Clock.Today);
        var now = Instant.FromDateTimeOffset(program.Clock.GetUtcNow()).InZone(ProgramClock.Zone).LocalDateTime;
        var quarter = now.Date.PlusDays(1).At(new LocalTime(now.Hour, 0)).PlusMinutes((now.Minute / 15 + 1) * 15);
        await page.GetByTestId("calendar-book").ClickAsync();
        await calendar.ChooseCaseAsync(reference);
        await page.GetByTestId("book-when").FillAsync(quarter.ToString("yyyy-MM-dd'T'HH:mm", null));
        await page.GetByTestId("book").ClickAsync();
        await Expect(page.GetByTestId("book")).ToBeHiddenAsync();
        await program.MailToAsync(Client.Email, $"{quarter.Hour:00}:{quarter.Minute:00}");
        var before = program.Mail.Received.Count(mail => mail.Envelope.To!.Contains(Client.Email));
        program.Clock.Jump(quarter.PlusDays(-1).InZoneStrictly(ProgramClock.Zone).ToDateTimeOffset() - program.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () =>
        {
            await program.Get<ReminderPlanner>().PlanDueAsync(TestContext.Current.CancellationToken);
            return program.Mail.Received.Count(mail => mail.Envelope.To!.Contains(Client.Email)) > before;
        }, "a reminder", TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// The client's own address is necessarily the recipient of the client's mails, and the subject and sender's name are the ones that the client asked for:
    /// those mails are looked at without them.
    /// </summary>
    private Dictionary<string, IReadOnlyList<string>> Media(IReadOnlyList<ReceivedMail> mails)
    {
        var toClient = mails.Where(mail => mail.Envelope.To!.Contains(Client.Email)).ToList();
        var others = mails.Except(toClient).ToList();
        return new Dictionary<string, IReadOnlyList<string>>
        {
            ["log"] = program.Log.Lines,
            ["addresses"] = [.. _traces.Addresses],
            ["titles"] = [.. _traces.Titles],
            ["browser storage"] = [.. _traces.Stored],
            ["calendar"] = [.. program.Google.Requests.Select(request => $"{request.Path} {request.Query} {request.Body}"), .. program.Google.CalendarIds.SelectMany(id => program.Google.Calendar(id).All()).Select(held => held.Body.ToJsonString())],
            ["subjects"] = [.. others.Select(mail => mail.Message.Subject ?? ""), .. toClient.Select(mail => mail.Message.Subject!.Replace(Client.MailSubject, "", StringComparison.Ordinal))],
            ["envelopes"] = [.. others.Select(mail => $"{mail.Envelope.From} {string.Join(' ', mail.Envelope.To!)} {mail.Envelope.User}"), .. toClient.Select(mail => $"{mail.Envelope.From} {mail.Envelope.User} {mail.Message.MessageId}")],
            ["practitioner's mails"] = [.. others.Select(mail => mail.Message.ToString())],
        };
    }
}
