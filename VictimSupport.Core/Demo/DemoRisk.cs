using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Demo;

/// <summary>Invented reviews: one that two of the three have spoken in, one that a rule has just opened, one decided online on conditions and soon due, one decided in person.</summary>
public sealed class DemoRisk(ScreeningForms forms, Screenings screenings, RiskReviews reviews, ReviewDecisions decisions, TimeProvider time)
{
    private static readonly Actor Director = new(new Guid("0d3a0000-0000-4000-8000-0000000000d1"), "Delia", Role.Director);
    private static readonly Actor Supervisor = new(new Guid("0d3a0000-0000-4000-8000-0000000000d2"), "Sandro", Role.Supervisor);

    /// <summary>Makes them for the last four cases.</summary>
    internal async Task AddAsync(Actor author, IReadOnlyList<SupportCase> files, CancellationToken cancellationToken)
    {
        if (files.Count < 4)
        {
            return;
        }

        await ScreenAsync(author, files[^2].Id, "private-place", cancellationToken);
        var concern = Done(await reviews.RaiseAsync(author, files[^2].Id, "The practitioner heard somebody in the room at the last session.", cancellationToken));
        await GiveAsync(author, concern, 3, ReviewSeat.TeamManager, ReviewDecision.Hybrid, ReviewConditions.LocationEachTime, "In person until it is clear who was there.", cancellationToken);
        await GiveAsync(Supervisor, concern, 3, ReviewSeat.Supervisor, ReviewDecision.InPerson, ReviewConditions.None, "I would not go on online at present.", cancellationToken);

        await ScreenAsync(author, files[^3].Id, "separation", cancellationToken);

        await ScreenAsync(author, files[^4].Id, "stalking", cancellationToken);
        await DecideAsync(author, files[^4].Id, ReviewDecision.Online, ReviewConditions.LocationEachTime | ReviewConditions.CodeWordEachTime, 12, "The client has a room at a friend’s house and uses the friend’s device.", cancellationToken);

        await ScreenAsync(author, files[^1].Id, "lives-with", cancellationToken);
        await DecideAsync(author, files[^1].Id, ReviewDecision.InPerson, ReviewConditions.None, 90, "As the house rule says.", cancellationToken);
    }

    private async Task ScreenAsync(Actor author, Guid caseId, string yes, CancellationToken cancellationToken)
    {
        var form = await forms.InUseAsync(cancellationToken);
        var answers = form.Form.Asked.ToDictionary(question => question.Key, question => question.Key == yes || question.Key == "private-place" ? ScreeningAnswer.Yes : ScreeningAnswer.No);
        Done(await screenings.RecordAsync(author, new ScreeningRecord(caseId, form.Number, answers), cancellationToken));
    }

    private async Task DecideAsync(Actor author, Guid caseId, ReviewDecision decision, ReviewConditions conditions, int days, string reasons, CancellationToken cancellationToken)
    {
        var (review, version) = ((await screenings.ListAsync(author, caseId, 0, 1, cancellationToken))!.Risk.OpenReviewId!.Value, 2);
        await GiveAsync(author, review, version, ReviewSeat.TeamManager, decision, conditions, reasons, cancellationToken);
        await GiveAsync(Director, review, version, ReviewSeat.Director, decision, ReviewConditions.None, "I agree.", cancellationToken);
        await GiveAsync(Supervisor, review, version, ReviewSeat.Supervisor, decision, ReviewConditions.None, "So do I.", cancellationToken);
        var today = time.GetUtcNow();
        var last = LocalDate.FromDateTime(today.UtcDateTime).PlusDays(days + 14);
        Done(await decisions.DecideAsync(Director, new ReviewDecisionForm(review, 4, decision, conditions, null, reasons, last, last.PlusDays(-10)), cancellationToken));
    }

    private async Task GiveAsync(Actor actor, Guid review, int riskVersion, ReviewSeat seat, ReviewDecision decision, ReviewConditions conditions, string reasons, CancellationToken cancellationToken) =>
        Done(await decisions.GiveAsync(actor, new OpinionForm(review, seat, riskVersion, decision, conditions, reasons), cancellationToken));

    private static T Done<T>(Outcome<T> outcome) => outcome.IsDone ? outcome.Value : throw new InvalidOperationException($"The demo's risk was refused: {outcome.Refusal}");
}
