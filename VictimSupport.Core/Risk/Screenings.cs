using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>A screening as answered.</summary>
/// <param name="FormNumber">The version of the questions that stood on the screen.</param>
/// <param name="RaisedTo">A level above the rules' own, by professional judgement; null for the rules' own.</param>
/// <param name="Words">Why it was raised; needed then.</param>
public sealed record ScreeningRecord(Guid CaseId, int FormNumber, IReadOnlyDictionary<string, ScreeningAnswer> Answers, RiskLevel? RaisedTo = null, string? Words = null)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(ScreeningRecord);
}

/// <summary>A screening in the list; its answers stay sealed.</summary>
public sealed record ScreeningRow(Guid Id, RiskLevel RulesLevel, RiskLevel Level, bool IsOnlineAdvised, Instant At, string ByName);

/// <summary>What stands of a case's risk, and its screenings, newest first.</summary>
public sealed record RiskPage(RiskState Risk, IReadOnlyList<ScreeningRow> Rows, int Total);

/// <summary>An opened screening with the questions and rules it was made on.</summary>
public sealed record OpenedScreening(ScreeningRow Row, ScreeningForm Form, IReadOnlyDictionary<string, ScreeningAnswer> Answers, IReadOnlyList<ScreeningRule> Fired, string? Words)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(OpenedScreening);
}

/// <summary>Screenings of a case: what the intake told already, what the rules make of answers, and the review that follows by itself.</summary>
public sealed class Screenings(
    IDbContextFactory<AppDb> databases, ScreeningForms forms, IntakeFiles intake, CaseAccess access, ClientVault vault, AuditTrail audit, RiskChanges changes, TimeProvider time)
{
    private const int LongestWords = 2000;

    /// <summary>What stands and the screenings of a case; null for a case that is not open to the actor.</summary>
    public async Task<RiskPage?> ListAsync(Actor actor, Guid caseId, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.ViewRisk, caseId, cancellationToken) is not null)
        {
            return null;
        }

        var rows = db.Screenings.AsNoTracking().Where(row => row.CaseId == caseId);
        var page = await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))
            .Select(row => new ScreeningRow(row.Id, row.RulesLevel, row.Level, row.IsOnlineAdvised, row.At, row.ByName)).ToListAsync(cancellationToken);
        return new RiskPage(GateFacts.StateOf(await db.CaseRisks.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == caseId, cancellationToken)), page, await rows.CountAsync(cancellationToken));
    }

    /// <summary>Opens a screening's answers; audited before they are read. Null when it is not there for the actor or the client was erased.</summary>
    public async Task<OpenedScreening?> OpenAsync(Actor actor, Guid screeningId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Screenings.AsNoTracking().SingleOrDefaultAsync(each => each.Id == screeningId, cancellationToken);
        return await access.CheckAsync(db, actor, Operation.ViewRisk, row?.CaseId ?? Guid.Empty, cancellationToken) is not null || row is null
            ? null
            : await OpenAsync(db, actor, row, cancellationToken);
    }

    /// <summary>The questions of now with what the intake told already; the answers of the intake's topics are opened for it, audited. Refused as the intake refuses.</summary>
    public async Task<Outcome<(NumberedScreening Form, IReadOnlyDictionary<string, ScreeningAnswer> Told)>> BeginAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.RecordScreening, caseId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var form = await forms.InUseAsync(cancellationToken);
        var told = new Dictionary<string, ScreeningAnswer>(StringComparer.Ordinal);
        foreach (var topic in form.Form.Asked.Where(question => question.Intake is not null).GroupBy(question => question.Intake!.Split('.')[0], StringComparer.Ordinal))
        {
            var page = (await intake.OpenAsync(actor, caseId, topic.Key, cancellationToken)).Value;
            foreach (var question in topic)
            {
                told[question.Key] = Told(page?.Answers.GetValueOrDefault(question.Intake!.Split('.')[^1]));
            }
        }

        return (form, told);
    }

    /// <summary>Records a screening: the rules' level, or a higher one by judgement. A review opens by itself where a rule or the level asks for one, and sessions to come are held.</summary>
    public async Task<Outcome<ScreeningResult>> RecordAsync(Actor actor, ScreeningRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        NumberedScreening form;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await access.CheckAsync(db, actor, Operation.RecordScreening, record.CaseId, cancellationToken) is { } closed)
            {
                return closed;
            }

            form = await forms.InUseAsync(cancellationToken);
        }

        var asked = form.Form.Asked.Select(question => question.Key).ToHashSet(StringComparer.Ordinal);
        if (record.FormNumber != form.Number || record.Answers.Keys.Any(key => !asked.Contains(key)))
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        var result = form.Form.Evaluate(record.Answers);
        if (Check(record, result) is { } refusal)
        {
            return refusal;
        }

        var level = record.RaisedTo ?? result.Level;
        // Whoever raises a level wants it looked at.
        result = result with { Level = level, NeedsReview = result.NeedsReview || level == RiskLevel.High, IsOnlineAdvised = result.IsOnlineAdvised && (level == result.Level || level != RiskLevel.High) };
        if (await vault.FindKeyForWritingAsync(record.CaseId, cancellationToken) is not { } key)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var outcome = await OutboxGates.InTurnAsync(time, () => RecordOnceAsync(actor, record, form, result, key, cancellationToken), cancellationToken);
        if (outcome.IsDone)
        {
            changes.Tell();
        }

        return outcome;
    }

    internal async Task<OpenedScreening?> LastAsync(AppDb db, Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        var row = await db.Screenings.AsNoTracking().Where(each => each.CaseId == caseId).OrderByDescending(each => each.At).ThenByDescending(each => each.Id).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : await OpenAsync(db, actor, row, cancellationToken);
    }

    private async Task<OpenedScreening?> OpenAsync(AppDb db, Actor actor, Screening row, CancellationToken cancellationToken)
    {
        var json = (await vault.OpenAsync(actor, Operation.OpenScreening, row.CaseId, "Read a risk screening", [new SealedField(RiskColumns.ScreeningContent, row.Id, row.Content)], cancellationToken))[0];
        if (json is null)
        {
            return null;
        }

        var (form, content) = (await forms.VersionAsync(db, row.FormNumber, cancellationToken), ScreeningContent.Read(json));
        return new OpenedScreening(
            new ScreeningRow(row.Id, row.RulesLevel, row.Level, row.IsOnlineAdvised, row.At, row.ByName), form, content.Answers, [.. form.Rules.Where(rule => content.Fired.Contains(rule.Key))], content.Words);
    }

    private static Refusal? Check(ScreeningRecord record, ScreeningResult result)
    {
        if (record.RaisedTo is not { } raised)
        {
            return Words.CheckLines(record.Words, LongestWords, nameof(record.Words));
        }

        return !Enum.IsDefined(raised) || raised < result.Level
            ? new Refusal(RefusalCode.LevelNotLowered, nameof(record.RaisedTo))
            : raised > result.Level && Words.OrNull(record.Words) is null ? new Refusal(RefusalCode.Required, nameof(record.Words)) : Words.CheckLines(record.Words, LongestWords, nameof(record.Words));
    }

    private async Task<Outcome<ScreeningResult>> RecordOnceAsync(Actor actor, ScreeningRecord record, NumberedScreening form, ScreeningResult result, SubjectKey key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await OutboxGates.TryEnterAsync(db, record.CaseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        var state = await db.CasesSeenBy(actor).Where(file => file.Id == record.CaseId).Select(file => (CaseState?)file.State).SingleOrDefaultAsync(cancellationToken);
        if (state is null or CaseState.Closed)
        {
            return new Refusal(state is null ? RefusalCode.NotFound : RefusalCode.CaseClosed);
        }

        var id = Guid.CreateVersion7();
        var content = new ScreeningContent(record.Answers, [.. result.Fired.Select(rule => rule.Key)], Words.OrNull(record.Words));
        db.Screenings.Add(new Screening
        {
            Id = id, CaseId = record.CaseId, FormNumber = form.Number, Content = key.Seal(RiskColumns.ScreeningContent, id, content.Write()), RulesLevel = form.Form.Evaluate(record.Answers).Level,
            Level = result.Level, IsOnlineAdvised = result.IsOnlineAdvised, At = now, ById = actor.AccountId, ByName = actor.Name,
        });
        var risk = await RiskReviews.RowAsync(db, record.CaseId, cancellationToken);
        (risk.Level, risk.IsOnlineAdvised, risk.ScreenedAt) = (result.Level, result.IsOnlineAdvised, now);
        audit.Add(db, actor, Operation.RecordScreening, record.CaseId, detail: $"{result.Level}");
        if (result.NeedsReview)
        {
            RiskReviews.Open(db, audit, actor, risk, ReviewCause.Screening, null, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        await changes.FollowAsync(db, actor, record.CaseId, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private static ScreeningAnswer Told(IntakeAnswer? answer) => answer switch
    {
        { State: AnswerState.Declined } => ScreeningAnswer.Declined,
        { State: AnswerState.Answered, Value: "yes" } => ScreeningAnswer.Yes,
        { State: AnswerState.Answered, Value: "no" } => ScreeningAnswer.No,
        _ => ScreeningAnswer.NotAsked,
    };
}
