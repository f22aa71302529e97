using System;
using System.Globalization;

namespace FairOta.Cli.Output;

/// <summary>Times as people read them.</summary>
internal static class Moment
{
    private const long LastUnixSecond = 253402300799;
    private const long DaySeconds = 24 * 3600;

    /// <summary>Unix seconds as date and time of day, UTC; what is beyond the year 9999 as its end.</summary>
    public static string Of(long unixSeconds) => DateTimeOffset
        .FromUnixTimeSeconds(Math.Clamp(unixSeconds, 0, LastUnixSecond))
        .ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The same, and how far it is: 2026-12-01 12:00 UTC, in 8 days.</summary>
    public static string Of(long unixSeconds, long now) => $"{Of(unixSeconds)}, {Distance(unixSeconds - now)}";

    private static string Distance(long seconds)
    {
        long most = Math.Abs(seconds);
        (long count, string unit) = most >= 2 * DaySeconds ? (most / DaySeconds, "days")
            : most >= 2 * 3600 ? (most / 3600, "hours")
            : most >= 120 ? (most / 60, "minutes")
            : (most, "seconds");
        return seconds >= 0 ? $"in {count} {unit}" : $"{count} {unit} ago";
    }
}
