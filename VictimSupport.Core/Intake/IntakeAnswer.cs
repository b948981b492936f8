using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace VictimSupport.Core.Intake;

/// <summary>How a question stands; only <see cref="Answered"/> says something of the matter, none of the others ever means no.</summary>
public enum AnswerState
{
    Answered,
    AskLater,
    Declined,
    NotApplicable,
}

/// <summary>An answer: how it stands and what was said.</summary>
/// <param name="Value">The words; the key of the choice, or several apart by spaces; "yes", "no" or "unknown"; a date as yyyy-MM-dd. What was typed stays when the question is put off.</param>
public sealed record IntakeAnswer(AnswerState State, string? Value)
{
    /// <summary>The keys chosen.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Chosen => Value?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Nothing was said and nothing was put off.</summary>
    [JsonIgnore]
    public bool IsNothing => State == AnswerState.Answered && string.IsNullOrWhiteSpace(Value);

    /// <summary>Whether the question needs no further asking.</summary>
    public bool Settles(IntakeQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return State switch
        {
            AnswerState.Answered => !IsNothing,
            AnswerState.AskLater => false,
            _ => question.MayDecline || !question.IsRequired,
        };
    }
}

/// <summary>An answer as it is kept: with the version of the form it was given on and the version of the page it came with.</summary>
public sealed record KeptAnswer(AnswerState State, string? Value, int Form, int Since)
{
    [JsonIgnore]
    public IntakeAnswer Answer => new(State, Value);
}

/// <summary>What is sealed: answers as JSON.</summary>
internal static class AnswerJson
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It is sealed, and never written into a page as it is.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)!;
}
