using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Demo;

/// <summary>Invented requests of every source: some overdue, some decided, one without a name, one of a child and one of somebody who may be one.</summary>
public sealed class DemoRequests(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, SupportRequests requests, RequestTriage triage, Procedures procedures, TimeProvider time)
{
    private sealed record Told(RequestSource Source, int HoursAgo, string Language, string Said, string? Name = null, string? How = null, RequestAge Age = RequestAge.NotKnown, RequestOutcome? Outcome = null, string? Words = null, string? CallBack = null);

    private static readonly Told[] All =
    [
        new(RequestSource.Telephone, 1, "en", "Asks for somebody to talk to after a burglary. Sleeps badly, is alone in the evenings.", "Ada Specimen", "By telephone before 17:00, says nobody else answers it", RequestAge.Adult),
        new(RequestSource.Telephone, 3, "mt", "Trid tkellem lil xi ħadd dwar theddid fuq it-telefown. Tibża’ tmur id-dar.", "Ġulja Kampjun", "Wara s-siegħa biss; f’ħin ieħor iwieġeb ħaddieħor", RequestAge.Adult),
        new(RequestSource.WalkIn, 5, "en", "Came in, gave no name. Was followed home twice. Will come back on Thursday morning."),
        new(RequestSource.Chat, 8, "en", "Writes from a school computer, says to be nineteen, speaks of a form teacher and of homework.", "Karol", "Chat only, between three and four", RequestAge.PerhapsChild),
        new(RequestSource.SocialNetwork, 20, "pl", "Napisała w wiadomości, że były partner publikuje jej zdjęcia.", "Łucja Wzorzec", "Nie odpisywać tam, konto widzi też on", RequestAge.Adult),
        new(RequestSource.Agency, 30, "en", "The hospital’s social worker asks for support for a patient who agreed to it.", "Peter Example", "Through the social worker", RequestAge.Adult),
        new(RequestSource.Email, 60, "en", "Asks whether help costs anything and whether the employer would learn of it.", null, "By email, from an address of her own", RequestAge.Adult),
        new(RequestSource.Telephone, 75, "en", "A neighbour’s child, eleven, told of being hit at home.", "Neighbour, name given", "Evenings", RequestAge.Child),
        new(RequestSource.WebForm, 90, "mt", "Kien hemm inċident tat-traffiku u trid tkun taf x’jista’ jsir.", "Doris Eżempju", "Bit-telefown", RequestAge.Adult),
        new(RequestSource.Telephone, 100, "en", "Asks which papers to bring to the police.", "Saviour Example", "Any time", RequestAge.Adult, RequestOutcome.Answered, "Told which papers; will ring again if needed.", "That the office is open until 20:00 and no appointment is needed"),
        new(RequestSource.Agency, 120, "pl", "Potrzebuje porady o prawie pracy.", "Tomasz Przykład", null, RequestAge.Adult, RequestOutcome.ReferredOn, "Given the contact of the workers’ advice office, with consent."),
        new(RequestSource.Chat, 140, "en", "A dispute about a deposit for a flat.", null, null, RequestAge.Adult, RequestOutcome.OutsideMission, "Given the contact of the consumers’ office."),
        new(RequestSource.Telephone, 150, "en", "A child at play with its mother’s telephone; the mother took over and said so.", null, null, RequestAge.NotKnown, RequestOutcome.FalseAlarm, "The mother spoke freely, nothing else was heard."),
        new(RequestSource.Telephone, 170, "en", "Somebody shouted in the background, then asked to be rung by nobody.", "Marija Specimen", "Not to be rung", RequestAge.Adult, RequestOutcome.Emergency, "112 was rung at once; the police went there; the Director was told."),
        new(RequestSource.Telephone, 190, "en", "Asks in anger whether his wife is in contact with us.", null, null, RequestAge.Adult, RequestOutcome.PerpetratorContact, "Neither confirmed nor denied; told what we do in general."),
        new(RequestSource.WalkIn, 200, "en", "Wants support after an assault, agreed to an interview.", "Joanna Specimen", "Telephone, mornings", RequestAge.Adult, RequestOutcome.IntakeBooked, "Interview on Monday at ten.", "That the interview is on Monday at ten"),
    ];

    /// <summary>Enters the invented requests as the demonstration's author, and decides those that are decided.</summary>
    internal async Task AddAsync(Actor author, CancellationToken cancellationToken)
    {
        var newest = (await procedures.NewestAsync(author, cancellationToken)).ToDictionary(procedure => procedure.Kind);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var zone = (await organisations.ReadAsync(db, cancellationToken)).Zone;
        foreach (var (told, index) in All.Select((told, index) => (told, index)))
        {
            var form = new RequestForm(
                Guid.CreateVersion7(), told.Source, told.Language, told.Said, told.Name,
                told.Source is RequestSource.Email or RequestSource.WebForm ? FormattableString.Invariant($"request{index + 1:00}@mailbox.example") : null,
                told.Name is not null && told.Age != RequestAge.PerhapsChild ? FormattableString.Invariant($"+44 7700 900{600 + index:000}") : null,
                told.How, told.Source == RequestSource.Agency ? "Duty desk, invented hospital, extension 000" : null, told.Age,
                (time.Now - Duration.FromHours(told.HoursAgo)).InZone(zone).LocalDateTime);
            var made = await requests.CreateAsync(author, form, cancellationToken);
            if (made.Refusal is { } refusal)
            {
                throw new InvalidOperationException($"The demo's request was refused: {refusal}");
            }

            if (told.Outcome is { } outcome)
            {
                // Decided days ago, as if compared then.
                await db.Requests.Where(row => row.Id == made.Value!.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), cancellationToken);
                await DecideAsync(author, told, made.Value!.Id, outcome, newest[TriageRules.ProcedureOf(outcome)], cancellationToken);
            }
        }
    }

    private async Task DecideAsync(Actor author, Told told, Guid requestId, RequestOutcome outcome, Procedure procedure, CancellationToken cancellationToken)
    {
        var decided = await triage.DecideAsync(
            author, new DecisionForm(requestId, 1, outcome, RequestPath.Adult, procedure.Id, Words: told.Words, CallBack: told.CallBack is not null, Answer: told.CallBack), cancellationToken);
        if (!decided.IsDone)
        {
            throw new InvalidOperationException($"The demo's decision was refused: {decided.Refusal}");
        }
    }
}
