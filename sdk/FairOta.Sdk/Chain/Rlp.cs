using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>Recursive Length Prefix, Ethereum's encoding of transactions (Yellow Paper, appendix B). Encoding
/// only.</summary>
internal static class Rlp
{
    private const int BytesOffset = 0x80;
    private const int ListOffset = 0xc0;

    /// <summary>A byte string.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> value) =>
        value.Length == 1 && value[0] < BytesOffset
            ? value.ToArray()
            : [.. Prefix(BytesOffset, value.Length), .. value];

    /// <summary>A non-negative number: its big-endian bytes without leading zeros.</summary>
    public static byte[] Number(BigInteger value) =>
        Bytes(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>A list of items that are encoded already.</summary>
    public static byte[] List(params IReadOnlyCollection<byte[]> items)
    {
        int length = items.Sum(item => item.Length);
        return [.. Prefix(ListOffset, length), .. items.SelectMany(item => item)];
    }

    private static byte[] Prefix(int offset, int length)
    {
        if (length < 56) return [(byte)(offset + length)];
        byte[] size = new BigInteger(length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(offset + 55 + size.Length), .. size];
    }
}
