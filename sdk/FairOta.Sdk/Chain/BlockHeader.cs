using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>What the SDK needs of a block.</summary>
/// <param name="Number">Height, from 0.</param>
/// <param name="Hash">The block's own hash.</param>
/// <param name="ParentHash">Hash of the block before it.</param>
/// <param name="Timestamp">The chain's time, Unix seconds.</param>
public sealed record BlockHeader(long Number, Hash32 Hash, Hash32 ParentHash, long Timestamp);

/// <summary>Names a block in a question: by height, or by how settled it is.</summary>
public readonly record struct BlockTag
{
    private readonly string? _value;

    private BlockTag(string value) => _value = value;

    /// <summary>The newest block; it may still be replaced.</summary>
    public static BlockTag Latest { get; } = new("latest");

    /// <summary>The newest block that honest validators do not expect to be replaced.</summary>
    public static BlockTag Safe { get; } = new("safe");

    /// <summary>The newest block that cannot be replaced.</summary>
    public static BlockTag Finalized { get; } = new("finalized");

    /// <summary>The newest block with what waits in the node's pool on top.</summary>
    public static BlockTag Pending { get; } = new("pending");

    /// <summary>The block of a height.</summary>
    public static BlockTag At(long number) => new(Quantity.Format(new BigInteger(number)));

    /// <summary>The form that JSON-RPC takes.</summary>
    public override string ToString() => _value ?? "latest";
}
