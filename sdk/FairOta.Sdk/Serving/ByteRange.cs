using System;

namespace FairOta.Sdk.Serving;

/// <summary>What a Range header asks of content of some length (RFC 9110 section 14).</summary>
/// <param name="Kind">Whole, part or nothing.</param>
/// <param name="First">First byte of the part.</param>
/// <param name="Count">Bytes of the part.</param>
internal readonly record struct ByteRange(ByteRangeKind Kind, long First, long Count)
{
    private const string Unit = "bytes=";

    /// <summary>Judges a header. One range is honoured; several, another unit or a malformed header ask for the whole,
    /// as RFC 9110 section 14.2 lets a server treat them.</summary>
    /// <param name="header">The header's value, or null.</param>
    /// <param name="length">Length of the content in bytes.</param>
    public static ByteRange Of(string? header, long length)
    {
        var whole = new ByteRange(ByteRangeKind.Whole, 0, length);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return whole;
        ReadOnlySpan<char> range = header.AsSpan(Unit.Length).Trim();
        int dash = range.IndexOf('-');
        if (dash < 0 || range.Contains(',')) return whole;

        ReadOnlySpan<char> first = range[..dash], last = range[(dash + 1)..];
        bool suffix = first.IsEmpty, open = last.IsEmpty;
        long from = 0, to = 0;
        bool wellFormed = !(suffix && open) && (suffix || Digits.TryRead(first, out from))
            && (open || Digits.TryRead(last, out to));
        if (!wellFormed) return whole;
        if (!suffix && !open && to < from) return whole;

        // "-n" is the last n bytes; "a-" and "a-b" end with the content at the latest.
        if (suffix) from = Math.Max(0, length - to);
        long end = suffix || open ? length : Math.Min(length, to == long.MaxValue ? to : to + 1);
        return from < end
            ? new ByteRange(ByteRangeKind.Part, from, end - from)
            : new ByteRange(ByteRangeKind.Unsatisfiable, 0, 0);
    }
}

/// <summary>How much a Range header asks for.</summary>
internal enum ByteRangeKind
{
    /// <summary>Everything: 200.</summary>
    Whole,

    /// <summary>One part: 206.</summary>
    Part,

    /// <summary>Nothing that exists: 416.</summary>
    Unsatisfiable,
}
