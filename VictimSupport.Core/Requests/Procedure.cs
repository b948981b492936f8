using NodaTime;

namespace VictimSupport.Core.Requests;

/// <summary>What a procedure is for: one for each outcome, and the children's.</summary>
public enum ProcedureKind
{
    IntakeBooked,
    Answered,
    ReferredOn,
    OutsideMission,
    FalseAlarm,
    Emergency,
    PerpetratorContact,
    Children,
}

/// <summary>One version of a procedure in three languages; versions are added and never changed.</summary>
public sealed class Procedure
{
    /// <summary>The most characters of a text in one language.</summary>
    public const int LongestText = 4000;

    public required Guid Id { get; init; }

    public required ProcedureKind Kind { get; init; }

    /// <summary>From 1 on; 1 is what the product brings.</summary>
    public required int Number { get; init; }

    public required string English { get; init; }

    public required string Polish { get; init; }

    public required string Maltese { get; init; }

    public required Instant MadeAt { get; init; }

    /// <summary>The name of the one who wrote it, as it was then; null for what the product brings.</summary>
    public string? MadeBy { get; init; }

    /// <summary>The text in a language (en, pl, mt); English for any other.</summary>
    public string In(string language) => language switch { "pl" => Polish, "mt" => Maltese, _ => English };
}
