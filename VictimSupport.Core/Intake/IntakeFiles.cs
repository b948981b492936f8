using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Intake;

/// <summary>A topic in the list at the side.</summary>
/// <param name="HasDrafts">The reader typed something here that was not saved to the file yet.</param>
public sealed record TopicLine(string Key, Phrase Title, TopicState State, bool IsRequired, bool HasDrafts);

/// <summary>The intake of a case in a glance: nothing sealed.</summary>
public sealed record IntakeOverview(Guid CaseId, string Reference, CaseState State, IReadOnlyList<TopicLine> Topics);

/// <summary>An answer given on an older form, with the question as it was asked.</summary>
public sealed record EarlierAnswer(IntakeQuestion Question, IntakeAnswer Answer, int Form, bool IsAskedNow);

/// <summary>An opened topic; held by a screen only while it is seen.</summary>
public sealed record OpenedTopic
{
    public required IntakeTopic Topic { get; init; }

    public required int Form { get; init; }

    /// <summary>The version of the answers; 0 when nothing was saved.</summary>
    public required int Version { get; init; }

    public required TopicState State { get; init; }

    public Instant? SavedAt { get; init; }

    public string? SavedByName { get; init; }

    /// <summary>The answers as the reader left them: saved ones, and over them what the reader typed since.</summary>
    public required IReadOnlyDictionary<string, IntakeAnswer> Answers { get; init; }

    /// <summary>When the reader last typed something that is not saved to the file yet.</summary>
    public Instant? DraftAt { get; init; }

    /// <summary>Who else has typed something here that is not saved yet.</summary>
    public required IReadOnlyList<string> OthersTyping { get; init; }

    /// <summary>What was answered on an older form and is asked otherwise now, or no longer.</summary>
    public required IReadOnlyList<EarlierAnswer> Earlier { get; init; }

    /// <summary>What has to be chosen between, because somebody else saved it meanwhile.</summary>
    public required IReadOnlyList<AnswerClash> Clashes { get; init; }
}

/// <summary>The intake of a case: which topics stand where, and one topic opened with an audit row.</summary>
public sealed class IntakeFiles(IDbContextFactory<AppDb> databases, IntakeForms forms, CaseAccess access, ClientVault vault)
{
    /// <summary>The topics of a case's intake; refused as not found, or for want of a stated reason.</summary>
    public async Task<Outcome<IntakeOverview>> ReadAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.ViewIntake, caseId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var file = await db.CasesSeenBy(actor).Where(row => row.Id == caseId).Select(row => new { row.Reference, row.State }).SingleAsync(cancellationToken);
        var (_, form) = await forms.CurrentAsync(db, cancellationToken);
        var states = await db.IntakeAnswers.Where(row => row.CaseId == caseId).Select(row => new { row.Topic, row.State }).ToDictionaryAsync(row => row.Topic, row => row.State, cancellationToken);
        var account = actor.AccountId;
        var drafts = await db.IntakeDrafts.Where(row => row.CaseId == caseId && row.AccountId == account).Select(row => row.Topic).Distinct().ToListAsync(cancellationToken);
        return new IntakeOverview(caseId, file.Reference, file.State,
            // Also what is asked no longer but was answered once: it stays readable.
            [.. form.Topics.Where(topic => topic.Asked.Any() || states.ContainsKey(topic.Key)).Select(topic => new TopicLine(topic.Key, topic.Title, states.GetValueOrDefault(topic.Key), topic.IsRequired, drafts.Contains(topic.Key)))]);
    }

    /// <summary>Opens a topic; audited before it is read. Refused as not found, or for want of a stated reason.</summary>
    public async Task<Outcome<OpenedTopic>> OpenAsync(Actor actor, Guid caseId, string topic, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.ViewIntake, caseId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (number, form) = await forms.CurrentAsync(db, cancellationToken);
        if (form.Find(topic) is not { } asked)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var page = await ReadPageAsync(db, actor, caseId, topic, cancellationToken);
        var (kept, typed) = await OpenPageAsync(actor, Operation.ViewIntake, caseId, page, $"Intake opened, {topic}", cancellationToken);
        var answers = kept.ToDictionary(each => each.Key, each => each.Value.Answer, StringComparer.Ordinal);
        foreach (var (question, mine) in typed)
        {
            answers[question] = mine.Answer;
        }

        var account = actor.AccountId;
        return new OpenedTopic
        {
            Topic = asked,
            Form = number,
            Version = page.Kept?.Version ?? 0,
            State = page.Kept?.State ?? TopicState.ToDo,
            SavedAt = page.Kept?.SavedAt,
            SavedByName = page.Kept?.SavedByName,
            Answers = answers,
            DraftAt = page.Drafts.Count == 0 ? null : page.Drafts.Max(draft => draft.SavedAt),
            OthersTyping = await db.IntakeDrafts.Where(row => row.CaseId == caseId && row.Topic == topic && row.AccountId != account).Select(row => row.ByName).Distinct().ToListAsync(cancellationToken),
            Earlier = await EarlierAsync(db, asked, number, kept, cancellationToken),
            Clashes = IntakeMerge.Clashes(kept, typed),
        };
    }

    /// <summary>The rows of a topic: the answers kept, and what the actor typed.</summary>
    internal static async Task<IntakePage> ReadPageAsync(AppDb db, Actor actor, Guid caseId, string topic, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        return new IntakePage(
            await db.IntakeAnswers.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == caseId && row.Topic == topic, cancellationToken),
            await db.IntakeDrafts.AsNoTracking().Where(row => row.CaseId == caseId && row.Topic == topic && row.AccountId == account).ToListAsync(cancellationToken));
    }

    /// <summary>Opens the rows of a topic; audited before they are read. What belongs to an erased client is nothing.</summary>
    internal async Task<(Dictionary<string, KeptAnswer> Kept, Dictionary<string, TypedAnswer> Typed)> OpenPageAsync(Actor actor, Operation operation, Guid caseId, IntakePage page, string purpose, CancellationToken cancellationToken)
    {
        var fields = page.Drafts.Select(draft => new SealedField(IntakeColumns.Draft, draft.Id, draft.Answer)).ToList();
        if (page.Kept is { } row)
        {
            fields.Add(new SealedField(IntakeColumns.Answers, row.Id, row.Answers));
        }

        var texts = await vault.OpenAsync(actor, operation, caseId, purpose, fields, cancellationToken);
        var kept = page.Kept is not null && texts[^1] is { } json ? AnswerJson.Read<Dictionary<string, KeptAnswer>>(json) : [];
        var typed = page.Drafts.Zip(texts).Where(pair => pair.Second is not null)
            .ToDictionary(pair => pair.First.Question, pair => new TypedAnswer(AnswerJson.Read<IntakeAnswer>(pair.Second!), pair.First.SeenVersion), StringComparer.Ordinal);
        return (kept, typed);
    }

    private async Task<IReadOnlyList<EarlierAnswer>> EarlierAsync(AppDb db, IntakeTopic asked, int number, Dictionary<string, KeptAnswer> kept, CancellationToken cancellationToken)
    {
        var earlier = new List<EarlierAnswer>();
        foreach (var (key, answer) in kept.Where(each => each.Value.Form != number && !each.Value.Answer.IsNothing))
        {
            var form = await forms.VersionAsync(db, answer.Form, cancellationToken);
            var now = asked.Asked.FirstOrDefault(question => question.Key == key);
            if (form.Find(asked.Key)?.Questions.FirstOrDefault(question => question.Key == key) is { } before && before.Text != now?.Text)
            {
                earlier.Add(new EarlierAnswer(before, answer.Answer, answer.Form, now is not null));
            }
        }

        return earlier;
    }
}

/// <summary>The sealed rows of one topic for one reader.</summary>
internal sealed record IntakePage(IntakeAnswers? Kept, IReadOnlyList<IntakeDraft> Drafts);
