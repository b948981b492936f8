using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Demo;

/// <summary>Invented cases in intake: one just begun, one half done with answers that are not in the file yet, one done and held because no consent is recorded.</summary>
public sealed class DemoIntakes(IDbContextFactory<AppDb> databases, CaseFiles cases, IntakeDrafts drafts, IntakeSaves saves, TimeProvider time)
{
    /// <summary>What was answered; a topic is saved to the file unless it is left as it was typed.</summary>
    private sealed record Told(string Topic, params (string Question, string Value)[] Answers)
    {
        public bool IsDraft { get; init; }
    }

    private static readonly Told[] Begun = [new("contact", ("safe-now", "yes")) { IsDraft = true }];

    private static readonly Told[] HalfDone =
    [
        new("contact", ("safe-now", "yes"), ("channels", "message telephone")),
        new("words", ("code-word", "yes"), ("duress-word", "no")),
        new("needs", ("first", "Żeby ktoś wysłuchał i pomógł uporządkować, co dalej."), ("kinds", "listening legal"), ("not-wanted", "Nie dzwonić do pracy.")),
        new("events", ("violence", "stalking online"), ("when", "month"), ("goes-on", "yes"), ("relationship", "former"), ("report", "thinking")),
        new("language", ("written", "pl"), ("spoken", "Po polsku"), ("interpreter", "no")),
        new("concerns", ("danger", "no"), ("afraid", "Że były partner dowie się o nowym adresie.")) { IsDraft = true },
        new("home", ("with-whom", "alone")) { IsDraft = true },
    ];

    private static readonly Told[] Finished =
    [
        new("contact", ("safe-now", "yes"), ("channels", "telephone email")),
        new("words", ("code-word", "yes"), ("duress-word", "yes"), ("what-then", "End the call with everyday words and ring the sister.")),
        new("needs", ("first", "Somebody to talk to, and to know what happens in court."), ("kinds", "therapy court")),
        new("assessment", ("explained", "yes"), ("considerable", "yes")),
        new("events", ("violence", "theft threats"), ("when", "year"), ("goes-on", "no"), ("relationship", "stranger"), ("report", "yes")),
        new("concerns", ("danger", "no"), ("self", "no")),
        new("home", ("with-whom", "family"), ("same-home", "no")),
        new("person", ("recorded", "unknown")),
        new("children", ("any", "no")),
        new("language", ("written", "en")),
        new("devices", ("others-use", "no")),
        new("emergency", ("where", "At the sister’s flat, invented street 7")),
        new("support", ("mode", "Hybrid"), ("times", "Monday and Thursday after 16:00")),
        new("consent", ("terms", "yes"), ("questions", "Wants to read the terms once more before she answers.")),
    ];

    /// <summary>Adds the three cases as the demonstration's Team Manager, whose drafts they hold.</summary>
    internal async Task AddAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var account = await db.Set<Account>().AsNoTracking().FirstAsync(row => row.Roles == Role.TeamManager, cancellationToken);
        var manager = new Actor(account.Id, account.DisplayName, account.Roles);
        var today = time.Now.InZone((await db.OrganisationSettings.AsNoTracking().SingleAsync(cancellationToken)).Zone).Date;
        await AddAsync(manager, new CaseForm("Ċetta Kampjun", "mt", SupportMode.Telephone, null, new SafeContactForm(Telephone: "+44 7700 900690")), Begun, cancellationToken);
        await AddAsync(
            manager,
            new CaseForm("Michał Wzorzec", "pl", SupportMode.Online, null, new SafeContactForm(
                Telephone: "+44 7700 900691", TelephoneIsConfirmed: true, TelephoneAskAgainOn: today.PlusDays(30), TelephoneSeenBy: "Nikt",
                Hours: [new HoursForm(IsoDayOfWeek.Monday, new LocalTime(16, 0), new LocalTime(19, 0))], Words: "Tu biblioteka, książka czeka", MayLeaveMessage: true, CodeWord: "zielony rower")),
            HalfDone, cancellationToken);
        await AddAsync(
            manager,
            new CaseForm("Doris Specimen", "en", SupportMode.Online, null, new SafeContactForm(
                Email: "intake3@mailbox.example", EmailIsConfirmed: true, Telephone: "+44 7700 900692", TelephoneIsConfirmed: true, SenderName: "Course", MailSubject: "Our course",
                CodeWord: "blue umbrella", DuressWord: "is the shop open"), ClientAge.Adult),
            Finished, cancellationToken);
    }

    private async Task AddAsync(Actor manager, CaseForm form, Told[] told, CancellationToken cancellationToken)
    {
        var made = await cases.CreateAsync(manager, form, cancellationToken);
        if (made.Refusal is { } refused)
        {
            throw new InvalidOperationException($"The demo's case was refused: {refused}");
        }

        var page = Guid.NewGuid();
        var count = 0;
        foreach (var topic in told)
        {
            foreach (var (question, value) in topic.Answers)
            {
                var kept = await drafts.KeepAsync(manager, new DraftForm(made.Value!.Id, topic.Topic, question, new IntakeAnswer(AnswerState.Answered, value), 0, page, ++count), cancellationToken);
                if (kept.Refusal is { } refusal)
                {
                    throw new InvalidOperationException($"The demo's answer {topic.Topic}, {question} was refused: {refusal}");
                }
            }

            if (!topic.IsDraft && (await saves.SaveAsync(manager, made.Value!.Id, topic.Topic, cancellationToken)).Refusal is { } unsaved)
            {
                throw new InvalidOperationException($"The demo's topic {topic.Topic} was refused: {unsaved}");
            }
        }
    }
}
