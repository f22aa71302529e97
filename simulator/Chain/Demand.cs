using System;
using System.Numerics;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>A part of what others send: one lot of gas under one tip.</summary>
/// <param name="Gas">Its gas.</param>
/// <param name="Tip">What it gives the producer for one gas, in wei.</param>
internal readonly record struct Lot(long Gas, BigInteger Tip);

/// <summary>What others want of a block. They want the less the dearer gas is: twice the base fee, half the
/// gas.</summary>
internal static class Demand
{
    private const int Lots = 16;

    /// <summary>Most of a block's gas that others want; what is above waits without showing.</summary>
    private const double Most = 2;

    private const int MostUrgency = 100;

    /// <summary>Draws it.</summary>
    /// <param name="share">Gas that they want as a share of the limit, at the initial base fee.</param>
    /// <param name="baseFee">The block's base fee.</param>
    /// <param name="options">The chain.</param>
    /// <param name="random">Draws.</param>
    public static Lot[] Draw(double share, BigInteger baseFee, SimChainOptions options, SimRandom random)
    {
        double dearness = (double)baseFee / (double)options.InitialBaseFee;
        double wanted = share / Math.Max(dearness, 1e-9) * (0.75 + 0.5 * random.NextDouble());
        long gas = (long)(Math.Min(wanted, Most) * options.GasLimit / Lots);
        Lot[] lots = new Lot[gas == 0 ? 0 : Lots];
        // Who must be in time pays more: up to twice the usual, the more the fewer get in.
        BigInteger most = options.UsualTip * 2 * (int)Math.Ceiling(Math.Clamp(wanted, 1, MostUrgency));
        for (int i = 0; i < lots.Length; i++)
            lots[i] = new Lot(gas, most * random.Next(1 << 20) >> 20);
        return lots;
    }
}
