using System.Globalization;

namespace FairOta.Simulator.Scenarios;

/// <summary>A part of a fleet by a range of its devices.</summary>
/// <param name="Index">Which, from 0.</param>
/// <param name="Count">Of how many, at least 1.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>Most shards of a fleet.</summary>
    public const int MaxCount = 10_000;

    /// <summary>The whole fleet.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Reads <c>I/N</c>; null where it is not that, with I from 0 to below N.</summary>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var left, var right]
        && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count is >= 1 and <= MaxCount && index < count
            ? new Shard(index, count) : null;

    /// <summary>Its first device of a fleet of that many, and the first that is not its any more.</summary>
    public (int First, int End) Of(int devices) =>
        ((int)((long)devices * Index / Count), (int)((long)devices * (Index + 1) / Count));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
