using System.Diagnostics.CodeAnalysis;

namespace VictimSupport.Core.Outcomes;

/// <summary>What an operation gave: a value, or a refusal that says why and what to do next. Bugs throw; users are refused.</summary>
public readonly record struct Outcome<T>
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The value; null or default when refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null when done.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether the operation was done.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

public static class Outcome
{
    /// <summary>A value as an outcome, for types such as interfaces that convert to nothing by themselves.</summary>
    public static Outcome<T> Of<T>(T value) => value;
}
