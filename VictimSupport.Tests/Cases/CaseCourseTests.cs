using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Cases;

public sealed class CaseCourseTests : IAsyncLifetime
{
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CaseCourse Course => _product.Get<CaseCourse>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_new_case_is_in_intake_and_cannot_be_booked()
    {
        var made = await MakeAsync();

        Assert.Equal(CaseState.Intake, made.State);
        var booking = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(made.Id, _seeded.Slot(Product.At(2026, 11, 25, 10))), Token);
        Assert.Equal(RefusalCode.CaseInIntake, booking.Refusal?.Code);
    }

    [Fact]
    public async Task A_closed_case_is_taken_up_again_into_its_intake_with_both_reasons_kept()
    {
        var file = _seeded.Cases[0];
        var closed = await Course.CloseAsync(Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.Other, "Canary-Step"), Token);
        Assert.True(closed.IsDone, closed.Refusal?.Words);
        var again = await Course.ReopenAsync(Product.TeamManager, new CaseStepForm(file.Id, closed.Value, CaseStepReason.ClientCameBack), Token);
        Assert.True(again.IsDone, again.Refusal?.Words);

        await using var db = _product.Open();
        Assert.Equal(CaseState.Intake, (await db.Cases.SingleAsync(row => row.Id == file.Id, Token)).State);
        var steps = await db.CaseSteps.Where(step => step.CaseId == file.Id).OrderBy(step => step.Id).ToListAsync(Token);
        Assert.Equal([CaseStepReason.Other, CaseStepReason.ClientCameBack], steps.Select(step => step.Reason));
        Assert.NotNull(steps[0].Words);
    }

    [Fact]
    public async Task A_step_needs_a_fitting_reason_words_for_other_and_the_version_that_was_seen()
    {
        var file = _seeded.Cases[0];
        Assert.Equal((RefusalCode.Required, "Reason"), Said(await Course.CloseAsync(Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.ClientCameBack), Token)));
        Assert.Equal((RefusalCode.Required, "Words"), Said(await Course.CloseAsync(Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.Other, "  "), Token)));
        Assert.Equal((RefusalCode.ChangedMeanwhile, null), Said(await Course.CloseAsync(Product.TeamManager, new CaseStepForm(file.Id, file.Version + 1, CaseStepReason.ClientAsked), Token)));
        Assert.Equal((RefusalCode.CaseNotClosed, null), Said(await Course.ReopenAsync(Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.NewEvents), Token)));
        Assert.Equal((RefusalCode.CaseNotInIntake, null), Said(await Course.OpenAsync(Product.TeamManager, file.Id, file.Version, Token)));
    }

    [Fact]
    public async Task Who_is_kept_out_of_a_case_finds_none()
    {
        var file = _seeded.Cases[0];
        await using var db = _product.Open();
        db.CaseExclusions.Add(new CaseExclusion { Id = Guid.CreateVersion7(), CaseId = file.Id, AccountId = Product.TeamManager.AccountId, Reason = ExclusionReason.Relative, At = file.OpenedAt, ById = Guid.NewGuid(), ByName = "Delia" });
        await db.SaveChangesAsync(Token);

        Assert.Equal(RefusalCode.NotFound, (await Course.CloseAsync(Product.TeamManager, new CaseStepForm(file.Id, file.Version, CaseStepReason.ClientAsked), Token)).Refusal?.Code);
        Assert.DoesNotContain(file.Id, await db.CasesSeenBy(Product.TeamManager).Select(row => row.Id).ToListAsync(Token));
        Assert.Contains(file.Id, await db.CasesSeenBy(Product.Coordinator).Select(row => row.Id).ToListAsync(Token));
        Assert.Equal([file.Id], await db.HiddenFrom(Product.TeamManager).ToListAsync(Token));
    }

    private static (RefusalCode?, string?) Said(Outcome<int> outcome) => (outcome.Refusal?.Code, outcome.Refusal?.Field);

    private async Task<CaseRow> MakeAsync()
    {
        var made = await _product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm("Canary-New", "en", SupportMode.Online, _seeded.Practitioners[0].Id, new SafeContactForm()), Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
        return made.Value;
    }
}
