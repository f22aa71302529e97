using System;

namespace FairOta.Sdk.Distributor;

/// <summary>What a rule decides: a value, or a refusal.</summary>
/// <typeparam name="T">What is decided where nothing speaks against it.</typeparam>
internal readonly struct Ruling<T>
{
    private readonly T? _value;

    private Ruling(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>The refusal, or null.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException("Refused: " + Refusal.Sentence);

    /// <summary>Decided.</summary>
    public static implicit operator Ruling<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator Ruling<T>(Refusal refusal) => new(default, refusal);
}
