using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Intake;

/// <summary>A form with its version.</summary>
public sealed record NumberedForm(int Number, IntakeForm Form);

/// <summary>A version of the form in the list.</summary>
/// <param name="MadeBy">Null for the form that came with the product.</param>
public sealed record FormVersionRow(int Number, Instant At, string? MadeBy);

/// <summary>What an organisation changes of one question; words left null stay, and a help that is empty in all three languages goes.</summary>
public sealed record QuestionChange(string Topic, string Question, bool IsHidden, bool IsRequired, Phrase? Text = null, Phrase? Help = null);

/// <summary>The organisation's form: read, and changed by writing a new version.</summary>
public sealed class IntakeForms(IDbContextFactory<AppDb> databases, AccessGuard access, AuditTrail audit, TimeProvider time)
{
    /// <summary>The most characters of a question.</summary>
    public const int LongestText = 400;

    /// <summary>The most characters of the help beside a question.</summary>
    public const int LongestHelp = 800;

    private const string Shipped = "VictimSupport";
    private readonly ConcurrentDictionary<int, IntakeForm> _versions = new();

    /// <summary>The form in use.</summary>
    public async Task<NumberedForm> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageIntakeForm, null, cancellationToken);
        return await InUseAsync(cancellationToken);
    }

    /// <summary>The versions, newest first.</summary>
    public async Task<IReadOnlyList<FormVersionRow>> VersionsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageIntakeForm, null, cancellationToken);
        await InUseAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.IntakeFormVersions.OrderByDescending(row => row.Number).Select(row => new FormVersionRow(row.Number, row.At, row.ByName == Shipped ? null : row.ByName)).ToListAsync(cancellationToken);
    }

    /// <summary>One version as it was asked; null when there is none of this number.</summary>
    public async Task<IntakeForm?> ReadVersionAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageIntakeForm, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.IntakeFormVersions.AnyAsync(row => row.Number == number, cancellationToken) ? await VersionAsync(db, number, cancellationToken) : null;
    }

    /// <summary>The field under which a refusal names the words of a question in a language: en, pl or mt.</summary>
    public static string Field(string topic, string question, string language) => $"{topic}.{question}.{language}";

    /// <summary>The same for the help beside it.</summary>
    public static string HelpField(string topic, string question, string language) => $"{topic}.{question}.help.{language}";

    /// <summary>Writes a new version with the changes and gives its number; answers given before keep the version they were given on.</summary>
    /// <param name="seen">The version that was changed; refused when there is a newer one.</param>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, int seen, IReadOnlyList<QuestionChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        await access.DemandAsync(actor, Operation.ManageIntakeForm, null, cancellationToken);
        var current = await InUseAsync(cancellationToken);
        if (changes.Select(change => Check(current.Form, change)).FirstOrDefault(refusal => refusal is not null) is { } refused)
        {
            return refused;
        }

        if (current.Number != seen)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        var form = Apply(current.Form, changes);
        if (form.Write() == current.Form.Write())
        {
            return new Refusal(RefusalCode.NothingToDo);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.IntakeFormVersions.Add(new IntakeFormVersion { Number = seen + 1, Form = form.Write(), At = time.Now, ByName = actor.Name });
        audit.Add(db, actor, Operation.ManageIntakeForm, detail: FormattableString.Invariant($"version {seen + 1}, {changes.Count} questions"));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        return seen + 1;
    }

    /// <summary>The form in use; the one that comes with the product is version 0 until something is answered or changed.</summary>
    internal async Task<NumberedForm> CurrentAsync(AppDb db, CancellationToken cancellationToken)
    {
        var number = await db.IntakeFormVersions.MaxAsync(row => (int?)row.Number, cancellationToken) ?? 0;
        return new NumberedForm(number, await VersionAsync(db, number, cancellationToken));
    }

    /// <summary>The form in use, written down as version 1 at its first use, so that a later release's words never stand beside older answers.</summary>
    internal async Task<NumberedForm> InUseAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await CurrentAsync(db, cancellationToken) is { Number: > 0 } current)
        {
            return current;
        }

        db.IntakeFormVersions.Add(new IntakeFormVersion { Number = 1, Form = IntakeForm.Default.Write(), At = time.Now, ByName = Shipped });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            // Somebody else was first, with the same or with a change already.
        }

        return await CurrentAsync(db, cancellationToken);
    }

    /// <summary>A version, which never changes once it is written.</summary>
    internal async Task<IntakeForm> VersionAsync(AppDb db, int number, CancellationToken cancellationToken)
    {
        if (number == 0)
        {
            return IntakeForm.Default;
        }

        if (!_versions.TryGetValue(number, out var form))
        {
            form = IntakeForm.Read(await db.IntakeFormVersions.Where(row => row.Number == number).Select(row => row.Form).SingleAsync(cancellationToken));
            _versions[number] = form;
        }

        return form;
    }

    private static Refusal? Check(IntakeForm form, QuestionChange change)
    {
        if (form.Find(change.Topic)?.Questions.FirstOrDefault(question => question.Key == change.Question) is null)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        return Check(change.Text, LongestText, mayBeEmpty: false, language => Field(change.Topic, change.Question, language))
            ?? Check(change.Help, LongestHelp, mayBeEmpty: true, language => HelpField(change.Topic, change.Question, language));
    }

    // A help stands in every language or in none.
    private static Refusal? Check(Phrase? phrase, int longest, bool mayBeEmpty, Func<string, string> field)
    {
        if (phrase is null || (mayBeEmpty && IsEmpty(phrase)))
        {
            return null;
        }

        return new[] { (phrase.English, "en"), (phrase.Polish, "pl"), (phrase.Maltese, "mt") }
            .Select(words => string.IsNullOrWhiteSpace(words.Item1) ? new Refusal(RefusalCode.Required, field(words.Item2)) : Words.CheckLines(words.Item1, longest, field(words.Item2)))
            .FirstOrDefault(refusal => refusal is not null);
    }

    private static bool IsEmpty(Phrase phrase) => string.IsNullOrWhiteSpace(phrase.English + phrase.Polish + phrase.Maltese);

    private static Phrase InOneLine(Phrase phrase) => new(InOneLine(phrase.English), InOneLine(phrase.Polish), InOneLine(phrase.Maltese));

    private static string InOneLine(string words) => string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IntakeForm Apply(IntakeForm form, IReadOnlyList<QuestionChange> changes) => new(
        [.. form.Topics.Select(topic => topic with { Questions = [.. topic.Questions.Select(question => Apply(question, changes.LastOrDefault(change => change.Topic == topic.Key && change.Question == question.Key)))] })]);

    private static IntakeQuestion Apply(IntakeQuestion question, QuestionChange? change) => change is null ? question : question with
    {
        IsHidden = change.IsHidden,
        IsRequired = change.IsRequired && !change.IsHidden,
        Text = change.Text is { } text ? InOneLine(text) : question.Text,
        Help = change.Help is not { } help ? question.Help : IsEmpty(help) ? null : InOneLine(help),
    };
}
