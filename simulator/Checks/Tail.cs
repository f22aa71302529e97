using System;
using System.Linq;

namespace FairOta.Simulator.Checks;

/// <summary>How unlikely what was counted is. Upper bounds, so that an alarm is rarer than they say.</summary>
internal static class Tail
{
    /// <summary>Below this nothing is taken for chance.</summary>
    public const double Significance = 1e-9;

    /// <summary>An upper bound of the probability that of independent events with that mean in all at least so many
    /// come: e^-μ (eμ/k)^k (Chernoff 1952).</summary>
    /// <param name="mean">μ, the sum of the events' probabilities.</param>
    /// <param name="count">k.</param>
    public static double AtLeast(double mean, long count)
    {
        if (count <= mean) return 1;
        return mean <= 0 ? 0 : Math.Exp(count - mean + count * Math.Log(mean / count));
    }

    /// <summary>An upper bound of the probability that of independent events with that mean in all at most so many
    /// come.</summary>
    /// <param name="mean">μ.</param>
    /// <param name="count">k, at least 0.</param>
    public static double AtMost(double mean, long count)
    {
        if (count >= mean) return 1;
        return count == 0 ? Math.Exp(-mean) : Math.Exp(count - mean + count * Math.Log(mean / count));
    }

    /// <summary>Counts of neighbours put together, so that of each pool at least that many are due, and what is due of
    /// each where all places are alike. One pool where there are too few for two.</summary>
    /// <param name="counts">How often each place came.</param>
    /// <param name="least">What must be due of a pool.</param>
    public static (long[] Counts, double[] Due) Pool(long[] counts, double least)
    {
        double due = (double)counts.Sum() / counts.Length;
        int places = due > 0 ? (int)Math.Min(counts.Length, Math.Ceiling(least / due)) : counts.Length;
        int pools = counts.Length / places;
        long[] pooled = new long[pools];
        double[] expected = new double[pools];
        for (int i = 0; i < counts.Length; i++)
        {
            // As even as can be: none has fewer than those places.
            int pool = (int)((long)i * pools / counts.Length);
            pooled[pool] += counts[i];
            expected[pool] += due;
        }

        return (pooled, expected);
    }

    /// <summary>The normal deviate at which χ² with that many degrees of freedom lies, above its mean;
    /// below it 0 (Wilson and Hilferty 1931).</summary>
    public static double DeviateOfChiSquare(double chiSquare, int freedom)
    {
        double spread = 2.0 / (9 * freedom);
        return Math.Max(0, (Math.Cbrt(chiSquare / freedom) - (1 - spread)) / Math.Sqrt(spread));
    }
}
