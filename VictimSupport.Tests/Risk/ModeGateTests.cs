using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Risk;

public sealed class ModeGateTests
{
    private static readonly Instant Now = Product.At(2026, 11, 24, 9);
    private static readonly RiskState Calm = RiskState.None with { Level = RiskLevel.Standard, IsOnlineAdvised = true, ScreenedAt = Now };

    [Theory]
    [InlineData(CaseState.Open, SupportMode.Online, null, null)]
    [InlineData(CaseState.Open, SupportMode.Hybrid, null, null)]
    [InlineData(CaseState.Open, SupportMode.InPerson, RefusalCode.ModeNotAllowed, null)]
    [InlineData(CaseState.Intake, SupportMode.Online, RefusalCode.CaseInIntake, RefusalCode.CaseInIntake)]
    [InlineData(CaseState.Closed, SupportMode.Online, RefusalCode.CaseClosed, RefusalCode.CaseClosed)]
    public void Each_mode_is_answered_by_the_state_and_the_support_mode_of_the_case(CaseState state, SupportMode mode, RefusalCode? online, RefusalCode? inPerson)
    {
        var facts = new GateFacts { State = state, Mode = mode, Age = ClientAge.Adult, HasSupportConsent = true, HasRecordsConsent = true, Risk = Calm };

        Assert.Equal((online, inPerson), (ModeGate.Check(facts, SupportMode.Online, Now)?.Code, ModeGate.Check(facts, SupportMode.InPerson, Now)?.Code));
        Assert.Equal(RefusalCode.DecisionFirst, state == CaseState.Open ? ModeGate.Check(new GateFacts { State = state, Mode = mode, IsHeld = true }, mode, Now)?.Code : RefusalCode.DecisionFirst);
    }

    [Theory]
    [InlineData(ClientAge.Adult, DutyToReport.Open, true, true, null)]
    [InlineData(ClientAge.Adult, DutyToReport.Open, false, true, RefusalCode.SupportConsentNeeded)]
    [InlineData(ClientAge.Adult, DutyToReport.Open, true, false, RefusalCode.RecordsConsentNeeded)]
    [InlineData(ClientAge.NotKnown, DutyToReport.Open, true, true, RefusalCode.AgeNotKnown)]
    [InlineData(ClientAge.MayBeChild, DutyToReport.Reported, true, true, RefusalCode.AgeInDoubt)]
    [InlineData(ClientAge.Child, DutyToReport.Open, true, true, RefusalCode.DutyToReportOpen)]
    [InlineData(ClientAge.Child, DutyToReport.Reported, true, true, null)]
    [InlineData(ClientAge.Child, DutyToReport.NothingToReport, true, true, null)]
    public void Age_and_consents_have_to_be_settled(ClientAge age, DutyToReport duty, bool support, bool records, RefusalCode? expected)
    {
        var facts = new GateFacts { State = CaseState.Open, Mode = SupportMode.Online, Age = age, DutyToReport = duty, HasSupportConsent = support, HasRecordsConsent = records, Risk = Calm };

        Assert.Equal(expected, ModeGate.Check(facts, SupportMode.Online, Now)?.Code);
    }

    [Fact]
    public async Task The_gate_is_asked_before_a_mode_is_chosen_and_knows_no_case_that_is_not_there()
    {
        await using var product = await Product.StartAsync();
        var seeded = await product.SeedAsync();
        var gate = product.Get<ModeGate>();

        var answers = await gate.AskAsync(Product.Coordinator, seeded.Cases[2].Id, TestContext.Current.CancellationToken);
        Assert.Equal([(SupportMode.Online, RefusalCode.ModeNotAllowed), (SupportMode.InPerson, (RefusalCode?)null)], answers.Select(answer => (answer.Mode, answer.Refusal?.Code)));
        Assert.Empty(await gate.AskAsync(Product.Coordinator, Guid.NewGuid(), TestContext.Current.CancellationToken));
    }
}
