using VictimSupport.Core.Consents;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Consents;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

/// <summary>A consent that is withdrawn holds for everything that follows, also for what was promised before (guarantee 4).</summary>
public sealed class ConsentMailTests : IAsyncLifetime
{
    private const string Client = "canary-mail-0@vs.test";
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Guid CaseId => _seeded.Cases[0].Id;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task Without_consent_to_email_a_link_that_waits_becomes_a_telephone_call()
    {
        var booking = await BookAsync();

        await _product.WithdrawAsync(CaseId, ConsentKind.Email);
        await _product.DispatchAsync();

        Assert.Empty(_product.Messages(Client));
        Assert.Single(_product.Messages("dana@vs.test"));
        Assert.Equal(booking.Id, Assert.Single(await _product.Get<TelephoneScripts>().ListAsync(Product.Coordinator, Token)).BookingId);
        var outlook = (await _product.Get<RoomLinkPreviews>().OutlookAsync(Product.Coordinator, Form(15), Token)).Value!;
        Assert.Equal((ClientChannel.Telephone, true), (outlook.Channel, outlook.LacksEmailConsent));
    }

    [Fact]
    public async Task Without_consent_to_support_the_client_is_told_of_the_cancellation_alone()
    {
        var booking = await BookAsync();
        await _product.DispatchAsync();
        Assert.Single(_product.Messages(Client));

        await _product.WithdrawAsync(CaseId, ConsentKind.Support);
        _product.Time.Advance(TimeSpan.FromHours(3));
        await _product.Get<ReminderPlanner>().PlanDueAsync(Token);
        await _product.DispatchAsync();
        Assert.Single(_product.Messages(Client));

        await _product.Get<Scheduler>().CancelAsync(Product.Coordinator, booking.Id, booking.Version, CancelReason.ClientAsked, Token);
        await _product.DispatchAsync();
        Assert.Equal(["Your appointment", "Your appointment – cancelled"], _product.Messages(Client).Select(message => message.Subject));
    }

    [Fact]
    public async Task Without_any_of_the_two_nobody_rings_about_a_session_that_the_client_does_not_want()
    {
        await BookAsync();
        await _product.WithdrawAsync(CaseId, ConsentKind.Email);
        await _product.DispatchAsync();
        Assert.Single(await _product.Get<TelephoneScripts>().ListAsync(Product.Coordinator, Token));

        await _product.WithdrawAsync(CaseId, ConsentKind.Support);

        Assert.Empty(await _product.Get<TelephoneScripts>().ListAsync(Product.Coordinator, Token));
        Assert.Equal(0, await _product.Get<TelephoneScripts>().CountAsync(Product.Coordinator, Token));
    }

    [Fact]
    public async Task A_withdrawal_waits_for_the_mail_on_the_wire_and_what_had_not_begun_is_not_sent()
    {
        var mailer = new SlowMailer();
        await using var product = await Product.StartAsync(more: services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IMailer>(services, mailer));
        var seeded = await product.SeedAsync();
        var file = seeded.Cases[0].Id;
        Assert.True((await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(file, seeded.Slot(Product.At(2026, 11, 25, 10))), Token)).IsDone);
        var dispatching = product.DispatchAsync();
        await mailer.Begun;

        var withdrawing = product.WithdrawAsync(file, ConsentKind.Support);
        await Task.Delay(200, Token);
        Assert.False(withdrawing.IsCompleted);
        mailer.LetGo();
        await withdrawing;
        await dispatching;
        var sent = mailer.Sent;

        product.Time.Advance(TimeSpan.FromHours(3));
        await product.Get<ReminderPlanner>().PlanDueAsync(Token);
        await product.DispatchAsync();
        // The practitioner's reminder alone.
        Assert.Equal(sent + 1, mailer.Sent);
    }

    private BookingForm Form(int hour) => new(CaseId, _seeded.Slot(Product.At(2026, 11, 25, hour)));

    private async Task<Booking> BookAsync()
    {
        var booked = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, Form(10), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        return booked.Value;
    }
}
