using System;

namespace FairOta.Bench.Exchange;

/// <summary>How likely a distributor that garbles segments is paid: no sample may fall on a bad one.</summary>
internal static class Slip
{
    /// <summary>C(n - b, λ) / C(n, λ), with b the share of n, rounded up.</summary>
    public static double Exact(int n, int samples, double share)
    {
        int bad = (int)Math.Ceiling(share * n);
        double probability = 1;
        for (int t = 0; t < samples; t++) probability *= Math.Max(0, (double)(n - bad - t) / (n - t));
        return probability;
    }

    /// <summary>(1 - ε)^λ, which is never less.</summary>
    public static double Bound(int samples, double share) => Math.Pow(1 - share, samples);
}
