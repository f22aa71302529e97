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

    /// <summary>ρ_j: first 16 bytes of mac(seed, tag("weight") ‖ be32(j)) as a number, 1 in place of 0.</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="seed">The challenge's seed.</param>
    /// <param name="j">Number of the commitment, 0 … λ-1.</param>
    public static Scalar Weight(ISymmetric symmetric, byte[] seed, int j)
    {
        byte[] mac = symmetric.Mac(seed, Bytes.Concat(Tags.Weight, Bytes.Be32((uint)j)));
        Scalar weight = new Scalar();
        weight.ReadReduced(mac, 0, WeightBytes);
        if (weight.IsZero)
            weight.SetUInt(1);
        return weight;
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
