using System;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>Durations in buckets that grow by an eighth of an octave, so any of them is known to 9 % and two histograms
/// can be joined. Immutable.</summary>
/// <param name="Buckets">How many durations fell into each bucket: bucket 0 is below 1 ms, bucket b from 2^((b−1)/8) to
/// 2^(b/8) ms. Trailing zeros are left out.</param>
/// <param name="SumMs">Their sum, in milliseconds.</param>
/// <param name="MaxMs">The longest, in milliseconds.</param>
public sealed record TimeHistogram(ImmutableArray<long> Buckets, double SumMs, double MaxMs)
{
    private const int PerOctave = 8;

    /// <summary>No durations.</summary>
    public static TimeHistogram Empty { get; } = new([], 0, 0);

    /// <summary>How many.</summary>
    public long Count => Buckets.Sum();

    /// <summary>Their mean in milliseconds; 0 for none.</summary>
    public double MeanMs => Count == 0 ? 0 : SumMs / Count;

    /// <summary>The bucket of a duration.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public static int BucketOf(double ms)
    {
        if (!(ms >= 0)) throw new ArgumentOutOfRangeException(nameof(ms), ms, "A duration is not negative.");
        return ms < 1 ? 0 : 1 + (int)Math.Floor(Math.Log2(ms) * PerOctave);
    }

    /// <summary>Upper bound of a bucket, in milliseconds.</summary>
    public static double UpperMs(int bucket) => Math.Pow(2, bucket / (double)PerOctave);

    /// <summary>The duration that a share of them does not exceed, to a bucket's width and never over the longest;
    /// 0 for none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count), seen = 0;
        for (int bucket = 0; bucket < Buckets.Length; bucket++)
        {
            seen += Buckets[bucket];
            if (seen >= rank && seen > 0) return Math.Min(UpperMs(bucket), MaxMs);
        }

        return 0;
    }

    /// <summary>Both together.</summary>
    public TimeHistogram Join(TimeHistogram other)
    {
        ImmutableArray<long> more = other.Buckets, most = Buckets;
        if (more.Length > most.Length) (more, most) = (most, more);
        return new TimeHistogram(
            [.. most.Select((count, bucket) => count + (bucket < more.Length ? more[bucket] : 0))],
            SumMs + other.SumMs, Math.Max(MaxMs, other.MaxMs));
    }
}
