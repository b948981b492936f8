using VictimSupport.Core.Cases;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Risk;

public sealed class GateFactsTests
{
    [Fact]
    public async Task A_case_that_waits_for_a_decision_gets_no_session_by_any_way_until_it_is_decided()
    {
        var token = TestContext.Current.CancellationToken;
        await using var product = await Product.StartAsync();
        var seeded = await product.SeedAsync();
        var (file, slot) = (seeded.Cases[0], seeded.Slot(Product.At(2026, 11, 25, 10)));
        var early = await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(file.Id, seeded.Slot(Product.At(2026, 11, 26, 10))), token);
        await product.Get<Perpetrators>().AddAsync(Product.TeamManager, seeded.Cases[1].Id, new PerpetratorForm(Telephone: "+44 7700 900120"), token);
        await product.CompareAsync();

        Assert.Equal((RefusalCode.DecisionFirst, "CaseId"), Said((await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(file.Id, slot), token)).Refusal));
        Assert.Equal(RefusalCode.DecisionFirst, (await product.Get<Scheduler>().MoveAsync(Product.Coordinator, new MoveForm(early.Value!.Id, early.Value.Version, slot), token)).Refusal?.Code);
        Assert.Equal(RefusalCode.DecisionFirst, (await product.Get<FreeSlots>().FindAsync(Product.Coordinator, new FreeSlotQuery(slot.PractitionerId, slot.Mode, slot.Start, file.Id), token)).Refusal?.Code);
        var series = await product.Get<SeriesBooking>().PreviewAsync(Product.Coordinator, new SeriesForm(file.Id, slot.RoomId, slot.PractitionerId, slot.Mode, new NodaTime.LocalDateTime(2026, 11, 25, 10, 0), 2), token);
        Assert.All(series.Value!, line => Assert.Equal(RefusalCode.DecisionFirst, line.Refusal?.Code));

        var match = Assert.Single(await product.Get<Matches>().ListAsync(Product.TeamManager, token));
        var decided = await product.Get<Matches>().DecideAsync(Product.TeamManager, match.Id, match.Version, MatchAnswer.NotTheSame, "Only the same office telephone", token);
        Assert.True(decided.IsDone, decided.Refusal?.Words);
        Assert.True((await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(file.Id, slot), token)).IsDone);
    }

    private static (RefusalCode?, string?) Said(Refusal? refusal) => (refusal?.Code, refusal?.Field);
}
