using System;

namespace FairOta.Gas.Tests;

/// <summary>Least gas of a transaction that is no creation, by its calldata alone.</summary>
internal static class CalldataPrice
{
    private const long Transaction = 21_000;

    /// <summary>EIP-7623, in force since Prague: 10 gas for a zero byte, 40 for another.</summary>
    public static long Floor7623(ReadOnlySpan<byte> calldata)
    {
        int zeros = calldata.Count((byte)0);
        return Transaction + 10 * zeros + 40 * (calldata.Length - zeros);
    }

    /// <summary>EIP-7976 as in its last call (ethereum/EIPs @ 083b70e259157882e244b9d42c3c4b8827739bc3): 64 gas for any
    /// byte.</summary>
    public static long Floor7976(ReadOnlySpan<byte> calldata) => Transaction + 64 * calldata.Length;
}
