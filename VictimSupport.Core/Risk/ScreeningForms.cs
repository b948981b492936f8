using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>Questions and rules with their version.</summary>
public sealed record NumberedScreening(int Number, ScreeningForm Form);

/// <summary>What an organisation changes of one rule.</summary>
public sealed record RuleChange(string Rule, RiskLevel Level, bool IsOnlineAdvised, bool NeedsReview, bool IsOff, int? AtLeast = null);

/// <summary>A version in the list of versions.</summary>
public sealed record ScreeningVersionRow(int Number, Instant At, string ByName);

/// <summary>What changed rules would have said of the screenings so far.</summary>
/// <param name="Tried">How many were looked at, the last of each case.</param>
/// <param name="MoreCareful">For how many the rules would ask more.</param>
/// <param name="LessCareful">For how many they would ask less.</param>
public sealed record RuleTrial(int Tried, int MoreCareful, int LessCareful);

/// <summary>The organisation's questions and rules: read, tried on past cases, changed by writing a new version, an own instrument brought in.</summary>
public sealed class ScreeningForms(IDbContextFactory<AppDb> databases, AccessGuard access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    /// <summary>The most characters of an instrument's file.</summary>
    public const int LongestInstrument = 500_000;

    private readonly ConcurrentDictionary<int, ScreeningForm> _versions = new();

    /// <summary>The questions and rules in use.</summary>
    public async Task<NumberedScreening> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewRisk, null, cancellationToken);
        return await InUseAsync(cancellationToken);
    }

    /// <summary>All versions, newest first, at most 100.</summary>
    public async Task<IReadOnlyList<ScreeningVersionRow>> VersionsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageScreening, null, cancellationToken);
        await InUseAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ScreeningFormVersions.AsNoTracking().OrderByDescending(row => row.Number).Take(100).Select(row => new ScreeningVersionRow(row.Number, row.At, row.ByName)).ToListAsync(cancellationToken);
    }

    /// <summary>Tries changed rules on the last screening of every case the actor may know of, before they take effect. The answers are opened for it, each audited; numbers alone come back.</summary>
    public async Task<Outcome<RuleTrial>> TryAsync(Actor actor, int seen, IReadOnlyList<RuleChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        await access.DemandAsync(actor, Operation.ManageScreening, null, cancellationToken);
        var changed = await ChangedAsync(seen, changes, cancellationToken);
        if (!changed.IsDone)
        {
            return changed.Refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = db.HiddenFrom(actor);
        var last = await db.Screenings.AsNoTracking().Where(row => !hidden.Contains(row.CaseId) && !db.Set<Screening>().Any(later => later.CaseId == row.CaseId && later.Id > row.Id)).ToListAsync(cancellationToken);
        var opened = await vault.OpenManyAsync(
            actor, Operation.OpenScreening, "To try changed rules", [.. last.Select(row => (row.CaseId, (IReadOnlyList<SealedField>)[new SealedField(RiskColumns.ScreeningContent, row.Id, row.Content)]))], cancellationToken);
        var trial = new RuleTrial(0, 0, 0);
        foreach (var (row, json) in last.Zip(opened.Select(texts => texts[0])).Where(pair => pair.Second is not null))
        {
            var answers = ScreeningContent.Read(json!).Answers;
            var (before, after) = (Care((await VersionAsync(db, row.FormNumber, cancellationToken)).Evaluate(answers)), Care(changed.Value.Evaluate(answers)));
            trial = new RuleTrial(trial.Tried + 1, trial.MoreCareful + (after.CompareTo(before) > 0 ? 1 : 0), trial.LessCareful + (after.CompareTo(before) < 0 ? 1 : 0));
        }

        return trial;
    }

    /// <summary>Writes a new version with the changed rules and gives its number; screenings keep the version they were made on.</summary>
    /// <param name="seen">The version that was changed; refused when there is a newer one.</param>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, int seen, IReadOnlyList<RuleChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        await access.DemandAsync(actor, Operation.ManageScreening, null, cancellationToken);
        var changed = await ChangedAsync(seen, changes, cancellationToken);
        return changed.IsDone ? await WriteAsync(actor, seen, changed.Value, cancellationToken) : changed.Refusal;
    }

    /// <summary>Brings in an instrument that the organisation has permission to use, beside the house's own questions: a form of one part with its rules, as JSON. An instrument of the same key is replaced.</summary>
    public async Task<Outcome<int>> ImportAsync(Actor actor, int seen, string json, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageScreening, null, cancellationToken);
        if (json is null || json.Length > LongestInstrument)
        {
            return new Refusal(RefusalCode.TooLong, nameof(json), LongestInstrument);
        }

        ScreeningForm instrument;
        try
        {
            instrument = ScreeningForm.Read(json);
        }
        catch (JsonException exception)
        {
            return new Refusal(RefusalCode.NotAnInstrument, nameof(json), exception.LineNumber + 1 ?? 1);
        }

        var current = await InUseAsync(cancellationToken);
        if (current.Number != seen)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        if (instrument.Parts is not [{ Key: not ScreeningForm.House } part] || !IsSound(instrument, part))
        {
            return new Refusal(RefusalCode.NotAnInstrument, nameof(json), 1);
        }

        var former = current.Form.Parts.FirstOrDefault(each => each.Key == part.Key)?.Questions.Select(question => question.Key).ToHashSet(StringComparer.Ordinal) ?? [];
        var form = new ScreeningForm(
            [.. current.Form.Parts.Where(each => each.Key != part.Key), part],
            [.. current.Form.Rules.Where(rule => !rule.When.Any(condition => former.Contains(condition.Question))), .. instrument.Rules]);
        return form.Asked.GroupBy(question => question.Key).Any(same => same.Count() > 1) || form.Rules.GroupBy(rule => rule.Key).Any(same => same.Count() > 1) || form.RulesWithoutQuestion().Any()
            ? new Refusal(RefusalCode.NotAnInstrument, nameof(json), 1)
            : await WriteAsync(actor, seen, form, cancellationToken);
    }

    /// <summary>The form in use; the one that comes with the product is written down as version 1 at its first use.</summary>
    internal async Task<NumberedScreening> InUseAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.ScreeningFormVersions.MaxAsync(row => (int?)row.Number, cancellationToken) is not { } number)
        {
            db.ScreeningFormVersions.Add(new ScreeningFormVersion { Number = 1, Form = ScreeningForm.Default.Write(), At = time.Now, ByName = "VictimSupport" });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException exception) when (exception.IsUniqueViolation)
            {
                // Another server or screen did it in the same moment.
            }

            number = await db.ScreeningFormVersions.MaxAsync(row => row.Number, cancellationToken);
        }

        return new NumberedScreening(number, await VersionAsync(db, number, cancellationToken));
    }

    /// <summary>A version, which never changes once it is written.</summary>
    internal async Task<ScreeningForm> VersionAsync(AppDb db, int number, CancellationToken cancellationToken)
    {
        if (!_versions.TryGetValue(number, out var form))
        {
            form = ScreeningForm.Read(await db.ScreeningFormVersions.Where(row => row.Number == number).Select(row => row.Form).SingleAsync(cancellationToken));
            _versions[number] = form;
        }

        return form;
    }

    private static (bool, bool, RiskLevel) Care(ScreeningResult result) => (result.NeedsReview, !result.IsOnlineAdvised, result.Level);

    private static bool IsSound(ScreeningForm instrument, ScreeningPart part) =>
        Words.OrNull(part.Key) is not null && part.Questions.Count is > 0 and <= 200 && instrument.Rules.Count <= 200
        && part.Questions.All(question => question is not null && Words.OrNull(question.Key) is not null && Words.OrNull(question.Text.English) is not null && question.Text.English.Length <= 1000)
        && instrument.Rules.All(rule => rule is not null && Words.OrNull(rule.Key) is not null && Enum.IsDefined(rule.Level) && rule.Level != RiskLevel.NotAssessed && rule.When.All(condition => condition is not null && Enum.IsDefined(condition.Is)));

    private async Task<Outcome<ScreeningForm>> ChangedAsync(int seen, IReadOnlyList<RuleChange> changes, CancellationToken cancellationToken)
    {
        var current = await InUseAsync(cancellationToken);
        if (current.Number != seen)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        var wrong = changes.FirstOrDefault(change => current.Form.Rules.All(rule => rule.Key != change.Rule) || change.Level is not (RiskLevel.Standard or RiskLevel.Raised or RiskLevel.High));
        if (wrong is not null)
        {
            return new Refusal(RefusalCode.NotFound, wrong.Rule);
        }

        var form = current.Form with
        {
            Rules = [.. current.Form.Rules.Select(rule => changes.LastOrDefault(change => change.Rule == rule.Key) is { } change
                ? rule with { Level = change.Level, IsOnlineAdvised = change.IsOnlineAdvised, NeedsReview = change.NeedsReview, IsOff = change.IsOff, AtLeast = change.AtLeast ?? rule.AtLeast }
                : rule)],
        };
        return form.RulesWithoutQuestion().FirstOrDefault() is { } dangling ? new Refusal(RefusalCode.RuleWithoutQuestion, dangling.Key) : form;
    }

    private async Task<Outcome<int>> WriteAsync(Actor actor, int seen, ScreeningForm form, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.ScreeningFormVersions.Add(new ScreeningFormVersion { Number = seen + 1, Form = form.Write(), At = time.Now, ByName = actor.Name });
        audit.Add(db, actor, Operation.ManageScreening, detail: FormattableString.Invariant($"version {seen + 1}"));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return seen + 1;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
    }
}
