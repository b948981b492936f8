using NodaTime;

namespace VictimSupport.Core.Consents;

/// <summary>What the terms of support speak of, in the order in which they are read out (brief, I4); the last five are the questions.</summary>
public enum TermsPart
{
    Aims,
    Communication,
    Hours,
    Practitioners,
    Qualifications,
    Limits,
    Confidentiality,
    Police,
    OnlineRisks,
    OtherContacts,
    AskSupport,
    AskRecords,
    AskEmail,
    AskReferral,
    AskStatistics,
}

/// <summary>One version of the terms of support; versions are added and never changed, so that every consent keeps what was read out.</summary>
public sealed class TermsVersion
{
    /// <summary>The most characters of a part in one language.</summary>
    public const int LongestText = 4000;

    public required Guid Id { get; init; }

    /// <summary>From 1 on; 1 is what the product brings.</summary>
    public required int Number { get; init; }

    public required Instant MadeAt { get; init; }

    /// <summary>The name of the one who wrote it, as it was then; null for what the product brings.</summary>
    public string? MadeBy { get; init; }

    /// <summary>One for each <see cref="TermsPart"/>.</summary>
    public List<TermsText> Texts { get; init; } = [];

    /// <summary>A part in a language (en, pl, mt); English for any other.</summary>
    public string In(TermsPart part, string language) => Texts.Single(text => text.Part == part).In(language);

    /// <summary>The part that asks for a consent.</summary>
    public static TermsPart QuestionOf(ConsentKind kind) => Enum.Parse<TermsPart>($"Ask{kind}");
}

/// <summary>One part of the terms in three languages.</summary>
public sealed class TermsText
{
    public required Guid TermsId { get; init; }

    public required TermsPart Part { get; init; }

    public required string English { get; init; }

    public required string Polish { get; init; }

    public required string Maltese { get; init; }

    /// <summary>The text in a language (en, pl, mt); English for any other.</summary>
    public string In(string language) => language switch { "pl" => Polish, "mt" => Maltese, _ => English };
}
