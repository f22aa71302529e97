using System;
using System.Globalization;

namespace FairOta.Sdk.Distributor;

/// <summary>Answers a GET of bytes with all of them or the one range asked for (RFC 9110, section 14).</summary>
internal static class ByteRange
{
    /// <summary>200, 206 or 416. A Range header that is malformed, in another unit or for several ranges is ignored,
    /// as the RFC allows.</summary>
    public static ServiceAnswer Answer(ReadOnlyMemory<byte> bytes, string? header, long date)
    {
        ServiceAnswer whole = new(200, ServiceAnswer.Octets, bytes, date) { AcceptsRanges = true };
        if (!TryParse(header, bytes.Length, out long first, out long last)) return whole;
        if (first >= bytes.Length || first > last)
        {
            return ServiceAnswer.Refused(Refusal.OutOfRange($"There are {bytes.Length} bytes."), date) with
            {
                ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{bytes.Length}"),
            };
        }

        return whole with
        {
            Status = 206,
            Body = bytes[(int)first..(int)(last + 1)],
            ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{last}/{bytes.Length}"),
        };
    }

    private static bool TryParse(string? header, int length, out long first, out long last)
    {
        (first, last) = (0, length - 1);
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal)) return false;
        string[] ends = header["bytes=".Length..].Split('-');
        if (ends.Length != 2) return false;
        bool hasFirst = TryNumber(ends[0], out long from);
        bool hasLast = TryNumber(ends[1], out long to);
        if (!hasFirst && !hasLast || !hasFirst && ends[0].Length > 0 || !hasLast && ends[1].Length > 0) return false;
        if (hasFirst && hasLast && to < from) return false;
        first = hasFirst ? from : to == 0 ? length : Math.Max(0, length - to);
        if (hasFirst && hasLast) last = Math.Min(to, length - 1);
        return true;
    }

    private static bool TryNumber(string text, out long value)
    {
        value = 0;
        return text.Length is > 0 and <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
