// What time it is, for signing. Pure.
//
// From PROTOCOL.md, step 5: T is the device's clock if it has one not before the manifest's issued-at, else the median
// of the HTTP Dates of three sources of different hosts, the one being paid not among them.

namespace FairOta.Agent;

internal static class TimeRules
{
    /// <summary>The last second of the year 9999: the latest an HTTP Date can say, and far from any overflow.</summary>
    private const long LatestUnixSeconds = 253402300799;

    /// <summary>True for a time that can be one at all.</summary>
    public static bool IsTime(long unixSeconds) => unixSeconds > 0 && unixSeconds <= LatestUnixSeconds;

    /// <summary>The clock's reading if it can be believed, else 0.</summary>
    public static long FromClock(long unixSeconds, long issuedAt) =>
        IsTime(unixSeconds) && unixSeconds >= issuedAt ? unixSeconds : 0;

    /// <summary>The middle one of three.</summary>
    public static long Median(long a, long b, long c)
    {
        if (a > b)
        {
            long swap = a;
            a = b;
            b = swap;
        }

        if (c <= a)
            return a;
        return c < b ? c : b;
    }
}
