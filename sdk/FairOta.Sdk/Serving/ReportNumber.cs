using System;

namespace FairOta.Sdk.Serving;

/// <summary>How reports are numbered. Pure.</summary>
internal static class ReportNumber
{
    private const long PerSecond = 1_000_000;

    /// <summary>The number of the next report: above the last one, and not below the present microsecond.</summary>
    /// <param name="last">The highest number of the release; 0 before the first.</param>
    /// <param name="now">Unix seconds.</param>
    public static long After(long last, long now) => Math.Max(last + 1, now * PerSecond);
}
