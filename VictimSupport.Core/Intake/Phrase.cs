using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VictimSupport.Core.Intake;

/// <summary>Words of a form in English, Polish and Maltese; written in a form's data as a list of the three.</summary>
[JsonConverter(typeof(PhraseConverter))]
public sealed record Phrase(string English, string Polish, string Maltese)
{
    /// <summary>The words in a language; English for one that the form does not speak.</summary>
    public string In(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName switch { "pl" => Polish, "mt" => Maltese, _ => English };
    }

    /// <summary>The words in the current interface language.</summary>
    public string Words => In(CultureInfo.CurrentUICulture);
}

internal sealed class PhraseConverter : JsonConverter<Phrase>
{
    public override Phrase Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<string[]>(ref reader, options) is [var english, var polish, var maltese]
            ? new Phrase(english, polish, maltese)
            : throw new JsonException("Words in three languages were meant");

    public override void Write(Utf8JsonWriter writer, Phrase value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.English);
        writer.WriteStringValue(value.Polish);
        writer.WriteStringValue(value.Maltese);
        writer.WriteEndArray();
    }
}
