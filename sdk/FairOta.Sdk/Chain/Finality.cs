using System;
using System.ComponentModel;
using System.Globalization;

namespace FairOta.Sdk.Chain;

/// <summary>How settled a block must be before somebody relies on it: a number of blocks upon it, or the chain's own
/// <c>safe</c> or <c>finalized</c> block. Nothing else. A configuration holds it as <see cref="Parse"/> reads
/// it.</summary>
[TypeConverter(typeof(FromText))]
public readonly record struct Finality
{
    /// <summary>Most blocks that can be asked for.</summary>
    public const int MaxBlocks = 100;

    // From 0 on a number of blocks.
    private const int SafeBlock = -1;
    private const int FinalizedBlock = -2;
    private readonly int _value;

    private Finality(int value) => _value = value;

    /// <summary>Not above the block that honest validators do not expect to be replaced.</summary>
    public static Finality Safe { get; } = new(SafeBlock);

    /// <summary>Not above the block that cannot be replaced.</summary>
    public static Finality Finalized { get; } = new(FinalizedBlock);

    /// <summary>Blocks upon it; null where the chain's own word counts.</summary>
    public int? Confirmations => _value >= 0 ? _value : null;

    /// <summary>The block to ask the chain for; null where blocks are counted.</summary>
    public BlockTag? Tag => _value switch
    {
        SafeBlock => BlockTag.Safe,
        FinalizedBlock => BlockTag.Finalized,
        _ => null,
    };

    /// <summary>A number of blocks upon it; 0 takes every block that is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not from 0 to 100.</exception>
    public static Finality Blocks(int count) => count is >= 0 and <= MaxBlocks
        ? new Finality(count)
        : throw new ArgumentOutOfRangeException(nameof(count), $"Confirmations are 0 to {MaxBlocks} blocks.");

    /// <summary>The same as <see cref="Blocks"/>.</summary>
    public static implicit operator Finality(int count) => Blocks(count);

    /// <summary>Reads a number of blocks, <c>safe</c> or <c>finalized</c>.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public static Finality Parse(string text) => text switch
    {
        "safe" => Safe,
        "finalized" => Finalized,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count <= MaxBlocks => new Finality(count),
        _ => throw new FormatException($"a number of blocks from 0 to {MaxBlocks}, safe or finalized is expected."),
    };

    /// <summary>Height of the highest block that is settled; below 0 where none is.</summary>
    /// <param name="head">Height of the newest block.</param>
    /// <param name="tagged">Height of the block under <see cref="Tag"/>; null where there is none.</param>
    public long SettledBlock(long head, long? tagged) =>
        Confirmations is { } count ? head - count : Math.Min(head, tagged ?? -1);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => _value switch
    {
        SafeBlock => "safe",
        FinalizedBlock => "finalized",
        _ => _value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Reads it from configurations.</summary>
    private sealed class FromText : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
            sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            Parse((string)value);
    }
}
