using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace VictimSupport.Core.Intake;

/// <summary>How a question is answered.</summary>
public enum QuestionKind
{
    Text,
    Lines,
    YesNo,
    OneOf,
    SeveralOf,
    Date,
    Number,
    Telephone,
    Email,
}

/// <summary>Where an answer also belongs; it goes there when its topic is saved.</summary>
public enum AnswerMeaning
{
    None,

    /// <summary>The language in which the client is written to.</summary>
    CaseLanguage,

    /// <summary>How support is given.</summary>
    CaseMode,
}

/// <summary>One of the answers to choose from; the key is stored and never changes.</summary>
public sealed record IntakeOption(string Key, Phrase Text);

/// <summary>One question of the form; the key is stored with the answer and never changes.</summary>
public sealed record IntakeQuestion
{
    public required string Key { get; init; }

    public required QuestionKind Kind { get; init; }

    public required Phrase Text { get; init; }

    public Phrase? Help { get; init; }

    /// <summary>The choices of <see cref="QuestionKind.OneOf"/> and <see cref="QuestionKind.SeveralOf"/>.</summary>
    public IReadOnlyList<IntakeOption> Options { get; init; } = [];

    /// <summary>A case is not opened before this is settled.</summary>
    public bool IsRequired { get; init; }

    public bool IsHidden { get; init; }

    /// <summary>Whether "declined" and "not applicable" settle a required question.</summary>
    public bool MayDecline { get; init; } = true;

    public AnswerMeaning Meaning { get; init; }

    /// <summary>The most characters an answer may have.</summary>
    [JsonIgnore]
    public int Longest => Kind == QuestionKind.Lines ? 8000 : 400;
}

/// <summary>Topics that have a place in the case itself too, by their keys, which never change.</summary>
public static class IntakeTopics
{
    /// <summary>The channels themselves are the case's safe contact.</summary>
    public const string Contact = "contact";

    /// <summary>The code words themselves are a part of the safe contact.</summary>
    public const string Words = "words";

    /// <summary>What is known of a perpetrator stands among the people of the case.</summary>
    public const string Person = "person";

    /// <summary>Who must not know of the case is kept out of it.</summary>
    public const string Support = "support";

    /// <summary>The consents themselves stand in the case's file.</summary>
    public const string Consent = "consent";
}

/// <summary>A page of the form.</summary>
public sealed record IntakeTopic(string Key, Phrase Title, IReadOnlyList<IntakeQuestion> Questions)
{
    /// <summary>The questions that are asked.</summary>
    [JsonIgnore]
    public IEnumerable<IntakeQuestion> Asked => Questions.Where(question => !question.IsHidden);

    /// <summary>Whether a case waits for this topic.</summary>
    [JsonIgnore]
    public bool IsRequired => Asked.Any(question => question.IsRequired);
}

/// <summary>The questions of the first interview: data, not code; an organisation has versions of its own.</summary>
public sealed record IntakeForm(IReadOnlyList<IntakeTopic> Topics)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        // It is never written into a page as it is.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    private static readonly Lazy<IntakeForm> Shipped = new(() =>
    {
        using var stream = typeof(IntakeForm).Assembly.GetManifestResourceStream("VictimSupport.Core.Intake.DefaultForm.json")!;
        return JsonSerializer.Deserialize<IntakeForm>(stream, Json)!;
    });

    /// <summary>The form that comes with the product.</summary>
    public static IntakeForm Default => Shipped.Value;

    /// <summary>The topics with something to ask.</summary>
    [JsonIgnore]
    public IEnumerable<IntakeTopic> Asked => Topics.Where(topic => topic.Asked.Any());

    /// <summary>A topic by its key; null when there is none.</summary>
    public IntakeTopic? Find(string topic) => Topics.FirstOrDefault(each => each.Key == topic);

    internal static IntakeForm Read(string json) => JsonSerializer.Deserialize<IntakeForm>(json, Json)!;

    internal string Write() => JsonSerializer.Serialize(this, Json);
}
