using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

public sealed class RoomLinkPreviewsTests : IAsyncLifetime
{
    private static readonly Instant Ten = Product.At(2026, 11, 26, 10);
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RoomLinkPreviews Previews => _product.Get<RoomLinkPreviews>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_confirmed_address_gets_the_link_at_once_and_two_reminders_and_nothing_is_opened_to_say_so()
    {
        var outlook = await OutlookAsync(0, _seeded.Slot(Ten));

        Assert.Equal((ClientChannel.Mail, "room-a@vs.test", true, false), (outlook.Channel, outlook.Mailbox, outlook.PractitionerIsMailed, outlook.HasUnconfirmedEmail));
        Assert.Equal(
            [(OutboxKind.Confirmation, Product.At(2026, 11, 24, 9)), (OutboxKind.FirstReminder, Product.At(2026, 11, 25, 10)), (OutboxKind.LastReminder, Product.At(2026, 11, 26, 9))],
            outlook.Messages.Select(message => (message.Kind, message.At)));
        Assert.Equal(0, await OpeningsAsync());
    }

    [Fact]
    public async Task A_session_within_the_hour_has_no_reminder_left()
    {
        var outlook = await OutlookAsync(0, _seeded.Slot(Product.At(2026, 11, 24, 9, 45)));

        Assert.Equal([OutboxKind.Confirmation], outlook.Messages.Select(message => message.Kind));
    }

    [Fact]
    public async Task Without_a_confirmed_address_the_client_is_rung_and_not_an_hour_before()
    {
        await AllowOnlineAsync(_seeded.Cases[2].Id);
        var outlook = await OutlookAsync(2, _seeded.Slot(Ten));

        Assert.Equal((ClientChannel.Telephone, true), (outlook.Channel, outlook.HasUnconfirmedEmail));
        Assert.Equal([OutboxKind.Confirmation, OutboxKind.FirstReminder], outlook.Messages.Select(message => message.Kind));
        Assert.Equal(RefusalCode.NothingToDo, (await Previews.PreviewAsync(Product.Coordinator, new BookingForm(_seeded.Cases[2].Id, _seeded.Slot(Ten)), Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Nothing_is_sent_for_a_session_in_person()
    {
        var outlook = await OutlookAsync(0, _seeded.Slot(Ten, room: 4, mode: SupportMode.InPerson));

        Assert.Equal((ClientChannel.Nothing, 0), (outlook.Channel, outlook.Messages.Count));
    }

    [Fact]
    public async Task The_preview_is_word_for_word_what_is_sent()
    {
        var form = new BookingForm(_seeded.Cases[0].Id, _seeded.Slot(Ten));
        var changed = await _product.Get<CaseFiles>().ChangeSafeContactAsync(
            Product.TeamManager, form.CaseId, 1, new SafeContactForm("canary-mail-0@vs.test", EmailIsConfirmed: true, SenderName: "Anna", MailSubject: "Our walk"), Token);
        Assert.True(changed.IsDone, changed.Refusal?.Words);

        var preview = (await Previews.PreviewAsync(Product.Coordinator, form, Token)).Value!;
        var booked = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, form, Token);
        await using var db = _product.Open();
        var message = await db.OutboxMessages.SingleAsync(row => row.BookingId == booked.Value!.Id && row.Channel == OutboxChannel.ClientMail, Token);
        var composer = _product.Get<RoomLinkComposer>();
        var plan = await composer.PlanAsync(message, Token);
        var (mail, _) = await composer.ComposeAsync(plan, plan.Mailbox, Token);

        Assert.Equal((mail!.SenderName, plan.Mailbox, mail.Subject, mail.Text), (preview.SenderName, preview.Mailbox, preview.Subject, preview.Text));
        Assert.Equal("Our walk", preview.Subject);
        Assert.DoesNotContain("canary", preview.Text + preview.Subject, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Opening_the_chosen_words_is_audited_and_somebody_who_may_not_book_sees_nothing()
    {
        var form = new BookingForm(_seeded.Cases[0].Id, _seeded.Slot(Ten));
        await Previews.PreviewAsync(Product.Coordinator, form, Token);
        Assert.Equal(1, await OpeningsAsync());

        await Assert.ThrowsAsync<AccessDeniedException>(() => Previews.PreviewAsync(Product.Volunteer, form, Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Previews.OutlookAsync(Product.Volunteer, form, Token));
        Assert.Equal(1, await OpeningsAsync());
    }

    private async Task<RoomLinkOutlook> OutlookAsync(int file, Slot slot)
    {
        var outlook = await Previews.OutlookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[file].Id, slot), Token);
        Assert.True(outlook.IsDone, outlook.Refusal?.Words);
        return outlook.Value;
    }

    private async Task<int> OpeningsAsync()
    {
        await using var db = _product.Open();
        return await db.Set<AuditEntry>().CountAsync(entry => entry.Operation == Operation.OpenSafeContact && entry.SubjectId == _seeded.Cases[0].Id, Token);
    }

    private async Task AllowOnlineAsync(Guid caseId)
    {
        await using var db = _product.Open();
        await db.Cases.Where(file => file.Id == caseId).ExecuteUpdateAsync(set => set.SetProperty(file => file.Mode, SupportMode.Online), Token);
    }
}
