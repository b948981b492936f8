using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Intake;

/// <summary>What came of a save.</summary>
/// <param name="Clashes">What somebody else saved meanwhile; while there is any, nothing was saved and nothing was lost.</param>
public sealed record IntakeSaved(TopicState State, int Version, IReadOnlyList<AnswerClash> Clashes);

/// <summary>Which of two answers is to stand.</summary>
public sealed record ClashChoice(string Question, bool KeepMine);

/// <summary>Moves what somebody typed into the file, field by field beside what others saved meanwhile.</summary>
public sealed class IntakeSaves(IDbContextFactory<AppDb> databases, IntakeForms forms, IntakeFiles files, AccessGuard access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    private const int Tries = 8;

    /// <summary>Saves what the actor typed on a topic; refused with the question's key where an answer is none.</summary>
    public async Task<Outcome<IntakeSaved>> SaveAsync(Actor actor, Guid caseId, string topic, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.FillIntake, caseId, cancellationToken);
        return await RepeatAsync(() => SaveOnceAsync(actor, caseId, topic, isNotApplicable: false, cancellationToken));
    }

    /// <summary>Says that a topic does not apply to this client; what was answered stays. Refused when a case waits for one of its questions.</summary>
    public async Task<Outcome<IntakeSaved>> SetAsideAsync(Actor actor, Guid caseId, string topic, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.FillIntake, caseId, cancellationToken);
        return await RepeatAsync(() => SaveOnceAsync(actor, caseId, topic, isNotApplicable: true, cancellationToken));
    }

    /// <summary>Chooses between answers that two people changed; the topic can then be saved.</summary>
    /// <param name="seenVersion">The version whose answers were shown beside one's own.</param>
    public async Task<Outcome<int>> ChooseAsync(Actor actor, Guid caseId, string topic, int seenVersion, IReadOnlyList<ClashChoice> choices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(choices);
        await access.DemandAsync(actor, Operation.FillIntake, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        foreach (var choice in choices)
        {
            var id = IntakeDraft.IdOf(actor.AccountId, caseId, topic, choice.Question);
            if (choice.KeepMine)
            {
                await db.IntakeDrafts.Where(draft => draft.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(draft => draft.SeenVersion, seenVersion).SetProperty(draft => draft.Version, draft => draft.Version + 1), cancellationToken);
            }
            else
            {
                await db.IntakeDrafts.Where(draft => draft.Id == id).ExecuteDeleteAsync(cancellationToken);
            }
        }

        audit.Add(db, actor, Operation.FillIntake, caseId, detail: $"merged, {topic}");
        await db.SaveChangesAsync(cancellationToken);
        return choices.Count;
    }

    private static async Task<Outcome<IntakeSaved>> RepeatAsync(Func<Task<Outcome<IntakeSaved>>> saveAsync)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await saveAsync();
            }
            catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation)
            {
                // Somebody else saved this topic in the same moment: what they wrote is looked at anew.
                if (attempt == Tries)
                {
                    return new Refusal(RefusalCode.TryAgain);
                }
            }
        }
    }

    private async Task<Outcome<IntakeSaved>> SaveOnceAsync(Actor actor, Guid caseId, string topicKey, bool isNotApplicable, CancellationToken cancellationToken)
    {
        var (number, form) = await forms.InUseAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (form.Find(topicKey) is not { } topic || !await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var page = await IntakeFiles.ReadPageAsync(db, actor, caseId, topicKey, cancellationToken);
        var (kept, typed) = await files.OpenPageAsync(actor, Operation.FillIntake, caseId, page, $"Intake saved, {topicKey}", cancellationToken);
        if (IntakeMerge.Clashes(kept, typed) is { Count: > 0 } clashes)
        {
            return new IntakeSaved(page.Kept!.State, page.Kept.Version, clashes);
        }

        if (Check(topic, typed, isNotApplicable) is { } refusal)
        {
            return refusal;
        }

        var merged = IntakeMerge.Merge(kept, typed, number, (page.Kept?.Version ?? 0) + 1);
        var state = isNotApplicable ? TopicState.NotApplicable : IntakeMerge.State(topic, merged);
        return await WriteAsync(db, actor, caseId, topic, page, merged, state, cancellationToken);
    }

    private static Refusal? Check(IntakeTopic topic, Dictionary<string, TypedAnswer> typed, bool isNotApplicable) =>
        isNotApplicable && topic.IsRequired
            ? new Refusal(RefusalCode.TopicIsRequired)
            : topic.Asked.Where(question => typed.ContainsKey(question.Key)).Select(question => IntakeChecks.Check(question, typed[question.Key].Answer)).FirstOrDefault(refusal => refusal is not null);

    private async Task<Outcome<IntakeSaved>> WriteAsync(
        AppDb db, Actor actor, Guid caseId, IntakeTopic topic, IntakePage page, Dictionary<string, KeptAnswer> merged, TopicState state, CancellationToken cancellationToken)
    {
        var key = await vault.KeyForWritingAsync(caseId, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // In order with bookings of the case and with its opening, which look at state and mode.
        if (!await OutboxGates.TryTakeTurnAsync(db, caseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var file = await db.Cases.SingleAsync(row => row.Id == caseId, cancellationToken);
        if (file.State == CaseState.Closed)
        {
            return new Refusal(RefusalCode.CaseClosed);
        }

        var row = page.Kept ?? new IntakeAnswers { Id = Guid.CreateVersion7(), CaseId = caseId, Topic = topic.Key, State = state, Answers = null!, SavedAt = time.Now, SavedByName = actor.Name, Version = 0 };
        if (page.Kept is null)
        {
            db.IntakeAnswers.Add(row);
        }
        else
        {
            db.IntakeAnswers.Attach(row);
        }

        (row.State, row.SavedAt, row.SavedByName) = (state, time.Now, actor.Name);
        row.Answers = key.Seal(IntakeColumns.Answers, row.Id, AnswerJson.Write(merged));
        row.Version++;
        foreach (var draft in page.Drafts)
        {
            // Only what was read above: what was typed since stays.
            await db.IntakeDrafts.Where(each => each.Id == draft.Id && each.Version == draft.Version).ExecuteDeleteAsync(cancellationToken);
        }

        var went = AnswerMeanings.Apply(file, topic, merged, row.Version);
        audit.Add(db, actor, Operation.FillIntake, caseId, detail: $"saved, {topic.Key}, {state}");
        if (went)
        {
            audit.Add(db, actor, Operation.ChangeCase, caseId, detail: $"by the intake, {file.Mode}");
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new IntakeSaved(state, row.Version, []);
    }
}

/// <summary>The one place from which an answer goes where it also belongs.</summary>
internal static class AnswerMeanings
{
    /// <summary>Changes the case by the answers that came with this version; true when something changed. What was not answered changes nothing.</summary>
    public static bool Apply(SupportCase file, IntakeTopic topic, IReadOnlyDictionary<string, KeptAnswer> answers, int version)
    {
        var before = (file.Language, file.Mode);
        foreach (var question in topic.Asked.Where(question => question.Meaning != AnswerMeaning.None))
        {
            if (answers.GetValueOrDefault(question.Key) is { State: AnswerState.Answered, Value: { } value } answer && answer.Since == version)
            {
                Apply(file, question.Meaning, value);
            }
        }

        if (before == (file.Language, file.Mode))
        {
            return false;
        }

        file.Version++;
        return true;
    }

    private static void Apply(SupportCase file, AnswerMeaning meaning, string value)
    {
        if (meaning == AnswerMeaning.CaseLanguage && CaseChecks.CheckLanguage(value) is null)
        {
            file.Language = value;
        }
        else if (meaning == AnswerMeaning.CaseMode && Enum.TryParse<SupportMode>(value, out var mode) && Enum.IsDefined(mode))
        {
            file.Mode = mode;
        }
    }
}
