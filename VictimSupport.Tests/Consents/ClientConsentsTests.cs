using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using static VictimSupport.Tests.Consents.ConsentDesk;

namespace VictimSupport.Tests.Consents;

public sealed class ClientConsentsTests : IAsyncLifetime
{
    private Product _product = null!;
    private Seeded _seeded = null!;
    private Guid _case;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClientConsents Consents => _product.Get<ClientConsents>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
        _case = _seeded.Cases[0].Id;
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task Answers_are_kept_with_the_terms_the_way_and_who_recorded_them()
    {
        await _product.RecordAsync(Form(_case, Yes(ConsentKind.Statistics), new ConsentLine(ConsentKind.Referral, ConsentAnswer.Given, "Canary-Recipient", "Canary-Scope")) with
        {
            Way = ConsentWay.Written, Witness = "Canary-Witness", Language = "mt", GivenAt = Product.At(2026, 11, 24, 8),
        });

        var page = await _product.ConsentsAsync(_case);
        Assert.Equal([ConsentKind.Support, ConsentKind.Records, ConsentKind.Email, ConsentKind.Referral, ConsentKind.Statistics], page.Holding);
        var referral = page.Rows.Single(row => row.Kind == ConsentKind.Referral);
        Assert.Equal((ConsentWay.Written, ConsentGiver.Client, 1, "mt", Product.At(2026, 11, 24, 8), "Amira", true), (referral.Way, referral.Giver, referral.TermsNumber, referral.Language, referral.GivenAt, referral.ByName, referral.Holds));
        Assert.Equal(new ConsentWords("Canary-Witness", "Canary-Recipient", "Canary-Scope"), await Consents.OpenWordsAsync(Product.TeamManager, referral.Id, Token));
        Assert.Contains((await _product.Get<CaseTrail>().LooksAsync(Product.TeamManager, _case, 0, 10, Token)).Rows, row => row.Operation == Operation.OpenConsentWords);
        Assert.Equal(2, (await _product.Get<CaseTrail>().HistoryAsync(Product.Coordinator, _case, 0, 10, Token)).Rows.Count(row => row.Operation == Operation.RecordConsent));
    }

    [Fact]
    public async Task A_new_answer_takes_the_place_of_the_old_one_and_referrals_stand_beside_each_other()
    {
        await _product.RecordAsync(Form(_case, No(ConsentKind.Email), Referral("One"), Referral("Two")));
        await _product.RecordAsync(Form(_case, Referral("Three")));

        var page = await _product.ConsentsAsync(_case);
        Assert.DoesNotContain(ConsentKind.Email, page.Holding);
        Assert.Equal([ConsentEnd.Replaced], page.Rows.Where(row => row.Kind == ConsentKind.Email && row.Answer == ConsentAnswer.Given).Select(row => row.End));
        Assert.Equal(3, page.Rows.Count(row => row is { Kind: ConsentKind.Referral, Holds: true }));

        await _product.RecordAsync(Form(_case, Yes(ConsentKind.Email)));
        Assert.Contains(ConsentKind.Email, (await _product.ConsentsAsync(_case)).Holding);
    }

    [Fact]
    public async Task What_is_missing_or_impossible_is_refused_beside_its_field_and_nothing_is_recorded()
    {
        var before = (await _product.ConsentsAsync(_case)).Total;
        var form = Form(_case, Yes(ConsentKind.Statistics));

        Assert.Equal((RefusalCode.Required, "Lines"), await RefusedAsync(Form(_case)));
        Assert.Equal((RefusalCode.Required, "Witness"), await RefusedAsync(form with { Way = ConsentWay.Written }));
        Assert.Equal((RefusalCode.Required, "Language"), await RefusedAsync(form with { Language = "xx" }));
        Assert.Equal((RefusalCode.InTheFuture, "GivenAt"), await RefusedAsync(form with { GivenAt = Product.At(2026, 11, 25, 8) }));
        Assert.Equal((RefusalCode.NotFound, "TermsNumber"), await RefusedAsync(form with { TermsNumber = 7 }));
        Assert.Equal((RefusalCode.Required, "Recipient"), await RefusedAsync(Form(_case, Yes(ConsentKind.Statistics), new ConsentLine(ConsentKind.Referral, ConsentAnswer.Given))));
        Assert.Equal((RefusalCode.Required, "Scope"), await RefusedAsync(Form(_case, new ConsentLine(ConsentKind.Referral, ConsentAnswer.Given, "Somebody"))));
        Assert.Equal((RefusalCode.ControlCharacter, "Recipient"), await RefusedAsync(Form(_case, new ConsentLine(ConsentKind.Referral, ConsentAnswer.Given, "Some\r\nBcc: body", "All"))));
        Assert.Equal((RefusalCode.NothingToDo, "Lines"), await RefusedAsync(Form(_case, Yes(ConsentKind.Statistics), No(ConsentKind.Statistics))));
        Assert.Equal((RefusalCode.NotAGuardian, "GuardianId"), await RefusedAsync(form with { GuardianId = Guid.NewGuid() }));
        Assert.Equal((RefusalCode.NotFound, null), await RefusedAsync(form with { CaseId = Guid.NewGuid() }));
        Assert.Equal(before, (await _product.ConsentsAsync(_case)).Total);
    }

    [Theory]
    [InlineData(ConsentKind.Support, RefusalCode.SupportConsentNeeded)]
    [InlineData(ConsentKind.Records, RefusalCode.RecordsConsentNeeded)]
    public async Task A_withdrawn_consent_stops_every_way_to_a_booking_at_once_and_cancelling_goes_on(ConsentKind kind, RefusalCode expected)
    {
        var slot = _seeded.Slot(Product.At(2026, 11, 25, 10));
        var booked = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_case, slot), Token);

        await _product.WithdrawAsync(_case, kind);

        var unwanted = await _product.Get<UnwantedSessions>().ListAsync(Product.Coordinator, 0, 10, Token);
        Assert.Equal(kind == ConsentKind.Support ? [(_case, 1)] : [], unwanted.Rows.Select(row => (row.CaseId, row.Sessions)));
        var later = slot with { Start = Product.At(2026, 11, 26, 10) };
        Assert.Equal((expected, "CaseId"), Said((await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_case, later), Token)).Refusal));
        Assert.Equal(expected, (await _product.Get<Scheduler>().MoveAsync(Product.Coordinator, new MoveForm(booked.Value!.Id, booked.Value.Version, later), Token)).Refusal?.Code);
        Assert.Equal(expected, (await _product.Get<FreeSlots>().FindAsync(Product.Coordinator, new FreeSlotQuery(slot.PractitionerId, slot.Mode, later.Start, _case), Token)).Refusal?.Code);
        var series = await _product.Get<SeriesBooking>().PreviewAsync(Product.Coordinator, new SeriesForm(_case, slot.RoomId, slot.PractitionerId, slot.Mode, new LocalDateTime(2026, 11, 26, 10, 0), 2), Token);
        Assert.All(series.Value!, line => Assert.Equal(expected, line.Refusal?.Code));
        Assert.All(await _product.Get<ModeGate>().AskAsync(Product.Coordinator, _case, Token), answer => Assert.Equal(expected, answer.Refusal?.Code));
        Assert.True((await _product.Get<Scheduler>().CancelAsync(Product.Coordinator, booked.Value.Id, booked.Value.Version, CancelReason.ClientAsked, Token)).IsDone);
    }

    [Fact]
    public async Task A_consent_is_withdrawn_once_by_anybody_at_the_desk()
    {
        var row = (await _product.ConsentsAsync(_case)).Rows.Single(row => row.Kind == ConsentKind.Email);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await Consents.WithdrawAsync(Product.Coordinator, row.Id, row.Version + 1, ConsentWay.Online, Token)).Refusal?.Code);
        await Assert.ThrowsAsync<AccessDeniedException>(() => Consents.WithdrawAsync(Product.Volunteer, row.Id, row.Version, ConsentWay.Online, Token));

        Assert.Equal(1, (await Consents.WithdrawAsync(Product.Coordinator, row.Id, row.Version, ConsentWay.Online, Token)).Value);

        row = (await _product.ConsentsAsync(_case)).Rows.Single(each => each.Id == row.Id);
        Assert.Equal((ConsentEnd.Withdrawn, ConsentWay.Online, "Cora", false), (row.End, row.EndWay, row.EndedByName, row.Holds));
        Assert.Equal(RefusalCode.NothingToDo, (await Consents.WithdrawAsync(Product.Coordinator, row.Id, row.Version, ConsentWay.Online, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Of_two_who_record_at_once_one_answer_of_a_kind_stands()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(index => _product.Get<ClientConsents>().RecordAsync(
            Product.TeamManager, Form(_case, index % 2 == 0 ? Yes(ConsentKind.Statistics) : No(ConsentKind.Statistics)), Token)));

        await using var db = _product.Open();
        Assert.Equal(1, await db.Consents.CountAsync(row => row.CaseId == _case && row.Kind == ConsentKind.Statistics && row.EndedAt == null, Token));
        Assert.Equal(6, await db.Consents.CountAsync(row => row.CaseId == _case && row.Kind == ConsentKind.Statistics, Token));
    }

    private static (RefusalCode?, string?) Said(Refusal? refusal) => (refusal?.Code, refusal?.Field);

    private static ConsentLine Referral(string recipient) => new(ConsentKind.Referral, ConsentAnswer.Given, recipient, "Name and telephone");

    private async Task<(RefusalCode?, string?)> RefusedAsync(ConsentForm form) => Said((await Consents.RecordAsync(Product.TeamManager, form, Token)).Refusal);
}
