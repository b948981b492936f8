using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using VictimSupport.Core.Intake;

namespace VictimSupport.Core.Risk;

/// <summary>One question of the screening, answered yes, no, not asked or declined. The key is stored with the answer and never changes.</summary>
/// <param name="Intake">Topic and question of the intake that ask the same, such as "concerns.self"; null for none. What was told there need not be told again.</param>
public sealed record ScreeningQuestion(string Key, Phrase Text, string? Intake = null, Phrase? Help = null, bool IsHidden = false);

/// <summary>Questions that belong together: the house's own, or an instrument that the organisation has permission to use.</summary>
public sealed record ScreeningPart(string Key, Phrase Title, IReadOnlyList<ScreeningQuestion> Questions);

/// <summary>What a rule looks at: a question and the answer that counts.</summary>
public sealed record ScreeningCondition(string Question, ScreeningAnswer Is = ScreeningAnswer.Yes);

/// <summary>A rule: when enough of its conditions hold, what follows and why.</summary>
/// <param name="AtLeast">How many conditions have to hold; null for all of them.</param>
/// <param name="Level">The least that the case is then.</param>
/// <param name="IsOnlineAdvised">False advises contact in person.</param>
/// <param name="NeedsReview">The three look at the case before any online session.</param>
public sealed record ScreeningRule(
    string Key, IReadOnlyList<ScreeningCondition> When, RiskLevel Level, bool IsOnlineAdvised, bool NeedsReview, Phrase Why, int? AtLeast = null, bool IsOff = false);

/// <summary>What the rules make of some answers.</summary>
/// <param name="Fired">The rules that fired, in their order.</param>
public sealed record ScreeningResult(RiskLevel Level, bool IsOnlineAdvised, bool NeedsReview, IReadOnlyList<ScreeningRule> Fired);

/// <summary>Questions and rules of the screening: data, not code; an organisation has versions of its own.</summary>
public sealed record ScreeningForm(IReadOnlyList<ScreeningPart> Parts, IReadOnlyList<ScreeningRule> Rules)
{
    /// <summary>The key of the house's own questions.</summary>
    public const string House = "house";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It is never written into a page as it is.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly Lazy<ScreeningForm> Shipped = new(() =>
    {
        using var stream = typeof(ScreeningForm).Assembly.GetManifestResourceStream("VictimSupport.Core.Risk.DefaultScreening.json")!;
        return JsonSerializer.Deserialize<ScreeningForm>(stream, Json)!;
    });

    /// <summary>The questions and rules that come with the product.</summary>
    public static ScreeningForm Default => Shipped.Value;

    /// <summary>The questions that are asked.</summary>
    [JsonIgnore]
    public IEnumerable<ScreeningQuestion> Asked => Parts.SelectMany(part => part.Questions).Where(question => !question.IsHidden);

    /// <summary>
    /// What the rules make of answers. Single factors act by themselves; a total never calms anything down. Where nothing fired, a question that was not asked
    /// or was declined leaves the case not assessed.
    /// </summary>
    public ScreeningResult Evaluate(IReadOnlyDictionary<string, ScreeningAnswer> answers)
    {
        var fired = Rules.Where(rule => !rule.IsOff && rule.When.Count(condition => Answer(condition.Question) == condition.Is) >= (rule.AtLeast ?? rule.When.Count)).ToList();
        var isComplete = Asked.All(question => Answer(question.Key) is ScreeningAnswer.Yes or ScreeningAnswer.No);
        var level = fired.Count > 0 ? fired.Max(rule => rule.Level) : isComplete ? RiskLevel.Standard : RiskLevel.NotAssessed;
        return new ScreeningResult(level, level != RiskLevel.NotAssessed && isComplete && fired.All(rule => rule.IsOnlineAdvised), fired.Any(rule => rule.NeedsReview) || level == RiskLevel.High, fired);

        ScreeningAnswer Answer(string question) => answers.GetValueOrDefault(question);
    }

    /// <summary>The rules that fire by themselves for want of questions: of these, and of hidden ones, no rule may speak.</summary>
    public IEnumerable<ScreeningRule> RulesWithoutQuestion()
    {
        var asked = Asked.Select(question => question.Key).ToHashSet(StringComparer.Ordinal);
        return Rules.Where(rule => !rule.IsOff && (rule.When.Count == 0 || rule.AtLeast is < 1 || rule.AtLeast > rule.When.Count || rule.When.Any(condition => !asked.Contains(condition.Question))));
    }

    /// <summary>Reads a form.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static ScreeningForm Read(string json) => JsonSerializer.Deserialize<ScreeningForm>(json, Json) ?? throw new JsonException("Nothing is there");

    internal string Write() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What is sealed of a screening.</summary>
/// <param name="Words">Why the level was raised; null where it was not.</param>
internal sealed record ScreeningContent(IReadOnlyDictionary<string, ScreeningAnswer> Answers, IReadOnlyList<string> Fired, string? Words)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static ScreeningContent Read(string json) => JsonSerializer.Deserialize<ScreeningContent>(json, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);
}
