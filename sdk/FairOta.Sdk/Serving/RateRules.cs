using System;

namespace FairOta.Sdk.Serving;

/// <summary>How much may pass.</summary>
/// <param name="PerSecond">Units per second in the long run, from 1.</param>
/// <param name="Burst">Units that may pass at once after a pause, from 1.</param>
internal readonly record struct Rate(long PerSecond, long Burst);

/// <summary>Token buckets as pure functions. A bucket's whole state is one time: when it will be full again (the
/// theoretical arrival time of the generic cell rate algorithm, ITU-T I.371). A bucket that is full, whether because it
/// was never used or because time went by, needs no remembering at all.</summary>
/// <remarks>Times are ticks of 100 ns of any steady clock. A caller may overdraw a bucket; whoever comes next waits for
/// that.</remarks>
internal static class RateRules
{
    /// <summary>How long until that many units may pass: zero for now.</summary>
    /// <param name="rate">The bucket's rate.</param>
    /// <param name="fullAt">The bucket: when it is full again.</param>
    /// <param name="now">The time.</param>
    /// <param name="amount">Units; more than a burst pass once the bucket is full.</param>
    public static long Wait(Rate rate, long fullAt, long now, long amount) =>
        Math.Max(0, Math.Max(fullAt, now) - now + Ticks(rate, Math.Min(amount, rate.Burst)) - Ticks(rate, rate.Burst));

    /// <summary>The bucket after that many units passed.</summary>
    /// <param name="rate">The bucket's rate.</param>
    /// <param name="fullAt">The bucket before.</param>
    /// <param name="now">The time.</param>
    /// <param name="amount">Units.</param>
    public static long Take(Rate rate, long fullAt, long now, long amount) =>
        Math.Max(fullAt, now) + Ticks(rate, amount);

    /// <summary>How long units take to flow in.</summary>
    private static long Ticks(Rate rate, long amount) =>
        (long)Int128.Min(long.MaxValue / 4, (Int128)amount * TimeSpan.TicksPerSecond / rate.PerSecond);
}
