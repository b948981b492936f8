using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.RoomLinks;

namespace VictimSupport.Tests.Cases;

/// <summary>What the client said of each channel, and what follows from it when somebody is written to or rung. The clock stands on Tuesday 24 November 2026, 09:00 in Malta.</summary>
public sealed class SafeContactTests : IAsyncLifetime
{
    private const string Mail = "canary-mail-0@vs.test";
    private static readonly LocalDate Today = new(2026, 11, 24);
    private static readonly SafeContactForm Known = new(Mail, EmailIsConfirmed: true, "+44 7700 900120", TelephoneIsConfirmed: true, Words: "The library calls about a book");
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CaseFiles Cases => _product.Get<CaseFiles>();

    private Guid CaseId => _seeded.Cases[0].Id;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task What_the_client_said_of_a_channel_is_kept_and_comes_back_with_an_opening_that_is_noted()
    {
        HoursForm[] hours = [Hours(IsoDayOfWeek.Wednesday, 14, 16), Hours(IsoDayOfWeek.Monday, 9, 12)];
        await ChangeAsync(Known with
        {
            EmailAskAgainOn = Today.PlusDays(7), EmailSeenBy = "nobody", TelephoneAskAgainOn = Today.PlusDays(8), TelephoneSeenBy = "a sister",
            Hours = hours, HoursWords = "not in school holidays", MayLeaveMessage = true,
        });

        var opened = await Cases.OpenContactAsync(Product.Coordinator, CaseId, "A test", Token);

        Assert.Equal((Today.PlusDays(7), "nobody", Today.PlusDays(8), "a sister"), (opened!.EmailAskAgainOn, opened.EmailSeenBy, opened.TelephoneAskAgainOn, opened.TelephoneSeenBy));
        Assert.Equal("Mon 09:00–12:00, Wed 14:00–16:00", opened.Hours.InWords(CultureInfo.GetCultureInfo("en-GB")));
        Assert.Equal(("not in school holidays", true, false, false), (opened.HoursWords, opened.MayLeaveMessage, opened.EmailIsPast, opened.TelephoneIsPast));
        await using var db = _product.Open();
        Assert.True(await db.Set<AuditEntry>().AnyAsync(entry => entry.Operation == Operation.OpenSafeContact && entry.SubjectId == CaseId, Token));
    }

    [Fact]
    public async Task Hours_that_end_before_they_begin_and_a_message_without_words_are_refused_beside_their_field()
    {
        var backwards = await TryAsync(Known with { Hours = [Hours(IsoDayOfWeek.Monday, 12, 9)] });
        Assert.Equal((RefusalCode.EndBeforeStart, nameof(SafeContactForm.Hours)), (backwards.Refusal?.Code, backwards.Refusal?.Field));

        var wordless = await TryAsync(Known with { Words = null, MayLeaveMessage = true });
        Assert.Equal((RefusalCode.Required, nameof(SafeContactForm.Words)), (wordless.Refusal?.Code, wordless.Refusal?.Field));

        var forged = await TryAsync(Known with { MailSubject = "Our walk\r\nBcc: somebody@vs.test" });
        Assert.Equal(RefusalCode.ControlCharacter, forged.Refusal?.Code);
    }

    [Fact]
    public async Task The_address_is_used_to_the_end_of_its_day_and_from_then_on_the_script_says_why_nothing_was_mailed()
    {
        await ChangeAsync(Known with { EmailAskAgainOn = Today.PlusDays(1) });
        var form = new BookingForm(CaseId, _seeded.Slot(Product.At(2026, 11, 27, 10)));
        Assert.False((await Cases.ReadAsync(Product.Coordinator, CaseId, Token))!.AsksAgain);

        // 23:59 of that day in Malta.
        _product.Time.SetUtcNow(new DateTimeOffset(2026, 11, 25, 22, 59, 0, TimeSpan.Zero));
        Assert.Equal((ClientChannel.Mail, false), await OutlookAsync(form));
        var due = Assert.Single((await Cases.ListAsync(Product.Coordinator, new CaseQuery { AsksAgain = true }, Token)).Rows);
        Assert.Equal((CaseId, true, true), (due.Id, due.AsksAgain, due.HasSafeEmail));

        _product.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((ClientChannel.Telephone, true), await OutlookAsync(form));
        Assert.False((await Cases.ReadAsync(Product.Coordinator, CaseId, Token))!.HasSafeEmail);
        Assert.True((await _product.Get<Scheduler>().BookAsync(Product.Coordinator, form, Token)).IsDone);
        await _product.DispatchAsync();

        Assert.Empty(_product.Messages(Mail));
        Assert.Contains((await ScriptAsync()).Rules, rule => rule.StartsWith("Nothing is mailed: the day to check the address again is past.", StringComparison.Ordinal));

        // Asked again: the next message goes by mail.
        await ChangeAsync(Known with { EmailAskAgainOn = Today.PlusDays(90) });
        Assert.Equal((ClientChannel.Mail, false), await OutlookAsync(form with { Slot = _seeded.Slot(Product.At(2026, 11, 27, 15)) }));
        Assert.Empty((await Cases.ListAsync(Product.Coordinator, new CaseQuery { AsksAgain = true }, Token)).Rows);
    }

    [Fact]
    public async Task The_script_says_when_to_ring_and_whether_a_message_may_be_left()
    {
        await ChangeAsync(Known with { EmailIsConfirmed = false, Hours = [Hours(IsoDayOfWeek.Tuesday, 9, 12)], HoursWords = "never at night" });
        Assert.True((await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(CaseId, _seeded.Slot(Product.At(2026, 11, 27, 10))), Token)).IsDone);
        await _product.DispatchAsync();

        var morning = (await ScriptAsync()).Rules;
        Assert.Equal("Ring only at these times: Tue 09:00–12:00.", morning[0]);
        Assert.Equal("Of the times the client said: never at night", morning[1]);
        Assert.Contains("Leave no message.", morning);

        _product.Time.Advance(TimeSpan.FromHours(3));
        Assert.StartsWith("Do not ring now", (await ScriptAsync()).Rules[0], StringComparison.Ordinal);

        await ChangeAsync(Known with { EmailIsConfirmed = false, MayLeaveMessage = true, TelephoneAskAgainOn = Today.PlusDays(-1) });
        var past = (await ScriptAsync()).Rules;
        Assert.StartsWith("The day to check this number again is past", past[0], StringComparison.Ordinal);
        Assert.Contains(past, rule => rule.StartsWith("If nobody answers, a message may be left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Code_words_are_opened_by_the_team_manager_alone_and_the_opening_is_noted()
    {
        Assert.Equal(new OpenedCodeWords("Canary-Code", "Canary-Duress"), await Cases.OpenCodeWordsAsync(Product.TeamManager, CaseId, "A test", Token));
        var row = await Cases.ReadAsync(Product.Coordinator, CaseId, Token);
        Assert.Equal((true, true), (row!.HasCodeWord, row.HasDuressWord));
        Assert.Contains((await _product.Get<CaseTrail>().LooksAsync(Product.TeamManager, CaseId, 0, 25, Token)).Rows, look => look.Operation == Operation.OpenCodeWords);

        await Assert.ThrowsAsync<AccessDeniedException>(() => Cases.OpenCodeWordsAsync(Product.Coordinator, CaseId, "A test", Token));
        Assert.Null(await Cases.OpenCodeWordsAsync(Product.TeamManager, Guid.NewGuid(), "A test", Token));
    }

    [Fact]
    public async Task A_closed_case_is_not_asked_again()
    {
        await ChangeAsync(Known with { TelephoneAskAgainOn = Today });
        Assert.Equal(1, (await Cases.ListAsync(Product.Coordinator, new CaseQuery { AsksAgain = true }, Token)).Total);
        await using var db = _product.Open();
        await db.Cases.Where(file => file.Id == CaseId).ExecuteUpdateAsync(set => set.SetProperty(file => file.State, CaseState.Closed), Token);

        Assert.Equal(0, (await Cases.ListAsync(Product.Coordinator, new CaseQuery { AsksAgain = true }, Token)).Total);
    }

    private static HoursForm Hours(IsoDayOfWeek day, int from, int to) => new(day, new LocalTime(from, 0), new LocalTime(to, 0));

    private async Task<Outcome<int>> TryAsync(SafeContactForm form)
    {
        var version = (await Cases.ReadAsync(Product.Coordinator, CaseId, Token))!.ContactVersion;
        return await Cases.ChangeSafeContactAsync(Product.Coordinator, CaseId, version, form, Token);
    }

    private async Task ChangeAsync(SafeContactForm form)
    {
        var changed = await TryAsync(form);
        Assert.True(changed.IsDone, changed.Refusal?.Words);
    }

    private async Task<(ClientChannel Channel, bool EmailIsPast)> OutlookAsync(BookingForm form)
    {
        var outlook = await _product.Get<RoomLinkPreviews>().OutlookAsync(Product.Coordinator, form, Token);
        Assert.True(outlook.IsDone, outlook.Refusal?.Words);
        return (outlook.Value.Channel, outlook.Value.EmailIsPast);
    }

    private async Task<TelephoneScript> ScriptAsync()
    {
        var scripts = _product.Get<TelephoneScripts>();
        var call = Assert.Single(await scripts.ListAsync(Product.Coordinator, Token));
        return (await scripts.OpenAsync(Product.Coordinator, call.MessageId, Token)).Value!;
    }
}
