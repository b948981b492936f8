using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;

namespace VictimSupport.Tests.Risk;

public sealed class ModeGateTests
{
    [Theory]
    [InlineData(CaseState.Open, SupportMode.Online, null, null)]
    [InlineData(CaseState.Open, SupportMode.Hybrid, null, null)]
    [InlineData(CaseState.Open, SupportMode.InPerson, RefusalCode.ModeNotAllowed, null)]
    [InlineData(CaseState.Intake, SupportMode.Online, RefusalCode.CaseInIntake, RefusalCode.CaseInIntake)]
    [InlineData(CaseState.Closed, SupportMode.Online, RefusalCode.CaseClosed, RefusalCode.CaseClosed)]
    public void Every_mode_is_answered_before_one_is_chosen_as_the_booking_would_answer_it(CaseState state, SupportMode mode, RefusalCode? online, RefusalCode? inPerson)
    {
        var answers = ModeGate.Ask(new CaseRow(Guid.NewGuid(), "VS-26-0001", state, mode, "en", null, true, true, Instant.MinValue, 1, 1));

        Assert.Equal([(SupportMode.Online, online), (SupportMode.InPerson, inPerson)], answers.Select(answer => (answer.Mode, answer.Refusal?.Code)));
        Assert.All(answers, answer => Assert.Equal(ModeGate.Check(state, mode, answer.Mode)?.Code, answer.Refusal?.Code));
    }
}
