using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// The device's cut-and-choose (PROTOCOL.md, Exchange, steps 1, 3 and 4): secrets and samples that nobody can foresee,
/// that need no random source, and that are the same after a power cut.
/// </summary>
public static class Challenge
{
    private const int WeightBytes = 16;

    /// <summary>s = mac(be256(device key), tag("challenge-key")), the device's secret for its samples.</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="deviceKey">The device's private key, 32 bytes.</param>
    public static byte[] Secret(ISymmetric symmetric, byte[] deviceKey)
    {
        return symmetric.Mac(deviceKey, Tags.ChallengeKey);
    }

    /// <summary>r = mac(s, tag("open-secret") ‖ be32(counter)). The counter must be durable before r is used.</summary>
    public static byte[] OpenSecret(ISymmetric symmetric, byte[] secret, uint counter)
    {
        return symmetric.Mac(secret, Bytes.Concat(Tags.OpenSecret, Bytes.Be32(counter)));
    }

    /// <summary>nonce = mac(tag("open"), r).</summary>
    public static byte[] Nonce(ISymmetric symmetric, byte[] openSecret)
    {
        return symmetric.Mac(Tags.Open, openSecret);
    }

    /// <summary>seed = mac(s, session ‖ mac(tag("offer"), A₀ ‖ … ‖ A_λ) ‖ D).</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="secret">s.</param>
    /// <param name="session">The open digest, 32 bytes.</param>
    /// <param name="commitments">A₀ ‖ … ‖ A_λ.</param>
    /// <param name="digest">D over all sealed segments.</param>
    public static byte[] Seed(ISymmetric symmetric, byte[] secret, byte[] session, byte[] commitments, byte[] digest)
    {
        return symmetric.Mac(secret, Bytes.Concat(session, symmetric.Mac(Tags.Offer, commitments), digest));
    }

    /// <summary>
    /// λ distinct indices in 1 … n, ascending: draws of 32 bits, those at or above the largest multiple of n dropped so
    /// that none is likelier, repeats dropped.
    /// </summary>
    public static int[] Indices(ISymmetric symmetric, byte[] seed, int segmentCount, int samples)
    {
        if (samples > segmentCount)
            throw new ArgumentException("There are fewer segments than samples.");
        int[] indices = new int[samples];
        int found = 0;
        uint bound = (uint)((1UL << 32) / (uint)segmentCount * (uint)segmentCount);
        for (uint t = 0; found < samples; t++)
        {
            uint draw = Bytes.ReadBe32(symmetric.Mac(seed, Bytes.Concat(Tags.Index, Bytes.Be32(t))), 0);

            // A power of two divides 2³² and wraps the bound to 0: then every draw counts.
            if (bound != 0 && draw >= bound)
                continue;
            found = Insert(indices, found, (int)(draw % (uint)segmentCount) + 1);
        }

        return indices;
    }

    /// <summary>ρ_t: first 16 bytes of mac(seed, tag("weight") ‖ be32(t)) as a number.</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="seed">The challenge's seed.</param>
    /// <param name="t">Place of the sample in the ascending order of indices, from 0.</param>
    public static Scalar Weight(ISymmetric symmetric, byte[] seed, int t)
    {
        byte[] mac = symmetric.Mac(seed, Bytes.Concat(Tags.Weight, Bytes.Be32((uint)t)));
        Scalar weight = new Scalar();
        weight.ReadReduced(mac, 0, WeightBytes);
        if (weight.IsZero)
            weight.SetUInt(1);
        return weight;
    }

    /// <summary>
    /// The batched check of all evaluations at once: Σ ρ_t f(i_t)·G = Σ_j (Σ_t ρ_t i_t^j)·A_j. A wrong evaluation
    /// passes with probability 2⁻¹²⁸ (Bellare, Garay, Rabin 1998, small exponents test).
    /// </summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="seed">The challenge's seed, secret until the check is done.</param>
    /// <param name="indices">i_t, ascending.</param>
    /// <param name="evaluations">f(i_t), in the same order.</param>
    /// <param name="commitments">A_0 … A_λ; points that the distributor chose.</param>
    public static bool CheckOffer(
        ISymmetric symmetric, byte[] seed, int[] indices, Scalar[] evaluations, Point[] commitments)
    {
        Scalar left = new Scalar();
        Scalar term = new Scalar();
        Scalar[] powers = new Scalar[indices.Length];
        for (int t = 0; t < indices.Length; t++)
        {
            powers[t] = Weight(symmetric, seed, t);
            term.Multiply(powers[t], evaluations[t]);
            left.Add(left, term);
        }

        // powers[t] runs through ρ_t·i_t^j while j runs through the commitments.
        Scalar[] factors = new Scalar[commitments.Length];
        for (int j = 0; j < factors.Length; j++)
        {
            factors[j] = new Scalar();
            for (int t = 0; t < indices.Length; t++)
            {
                factors[j].Add(factors[j], powers[t]);
                powers[t].MultiplySmall(powers[t], (uint)indices[t]);
            }
        }

        Point expected = new Point();
        Multiplication.MultiplyGenerator(expected, left);
        Point sum = new Point();
        Multiplication.MultiplySum(sum, factors, commitments, commitments.Length);
        return sum.EqualTo(expected);
    }

    /// <summary>Puts a number into the sorted front of the array unless it is there.</summary>
    /// <returns>How many numbers the front holds then.</returns>
    private static int Insert(int[] sorted, int count, int value)
    {
        int place = count;
        while (place > 0 && sorted[place - 1] > value)
            place--;
        if (place > 0 && sorted[place - 1] == value)
            return count;
        for (int i = count; i > place; i--)
            sorted[i] = sorted[i - 1];
        sorted[place] = value;
        return count + 1;
    }
}
