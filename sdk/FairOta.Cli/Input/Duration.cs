using System;
using System.Globalization;

namespace FairOta.Cli;

/// <summary>Lengths of time as people write them.</summary>
internal static class Duration
{
    private const string Expected = "a length of time is expected, as 30s, 90m, 24h or 7d, or 0.";

    /// <summary>Reads a whole number with its unit.</summary>
    /// <returns>Seconds.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static long Seconds(string text)
    {
        if (text == "0") return 0;
        long unit = text.Length == 0 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 24 * 3600,
            _ => 0,
        };
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None,
                CultureInfo.InvariantCulture, out int number)
            ? number * unit
            : throw new FormatException(Expected);
    }

    /// <summary>Seconds in the largest unit that has no remainder.</summary>
    public static string Format(long seconds) => seconds switch
    {
        0 => "0",
        _ when seconds % (24 * 3600) == 0 => $"{seconds / (24 * 3600)}d",
        _ when seconds % 3600 == 0 => $"{seconds / 3600}h",
        _ when seconds % 60 == 0 => $"{seconds / 60}m",
        _ => $"{seconds}s",
    };
}
