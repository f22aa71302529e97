// How long a source that gives too little is borne. Pure.
//
//  1. Late is the uptime spent, less the time in which what came would have come at the slowest pace that is borne;
//     never below 0. So silence counts in full, a steady download never becomes late, and a piece now and then buys
//     no more time than it is worth.
//  2. A session that goes on is left for another distributor once it is late by a request's time; one that fails, by
//     as many of them as there are attempts.
//  3. Where no other distributor could serve it is left for an origin once it is late by the origin delay.

namespace FairOta.Agent;

internal static class PaceRules
{
    /// <summary>Rule 1: seconds late after a while in which so many bytes came.</summary>
    public static long Late(long lateSeconds, long elapsedSeconds, long bytes, int slowestBytesPerSecond)
    {
        long late = lateSeconds + elapsedSeconds - bytes / slowestBytesPerSecond;
        return late > 0 ? late : 0;
    }

    /// <summary>Rule 2 for a session that goes on.</summary>
    public static bool IsSlow(long lateSeconds, AgentLimits limits) => lateSeconds * 1000 >= limits.RequestMs;

    /// <summary>Rule 2 for one that fails.</summary>
    public static bool IsTiring(long lateSeconds, int attempts, AgentLimits limits) =>
        lateSeconds * 1000 >= (long)attempts * limits.RequestMs;

    /// <summary>Rule 3.</summary>
    public static bool IsStarved(long lateSeconds, AgentLimits limits) => lateSeconds * 1000 >= limits.OriginDelayMs;
}
