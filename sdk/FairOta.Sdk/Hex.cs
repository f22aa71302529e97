using System;
using System.Buffers;

namespace FairOta.Sdk;

/// <summary>Fixed-size hex as the strong types read it.</summary>
internal static class Hex
{
    private static readonly SearchValues<char> Wire = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads exactly <paramref name="bytes"/>.Length bytes, any case, with or without a leading 0x.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal)) text = text[2..];
        return text.Length == 2 * bytes.Length
            && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
    }

    /// <summary>Reads exactly <paramref name="bytes"/>.Length bytes in the one form that URLs carry: lower case, no
    /// 0x.</summary>
    public static bool TryReadWire(ReadOnlySpan<char> text, Span<byte> bytes) =>
        !text.ContainsAnyExcept(Wire) && TryRead(text, bytes);
}
