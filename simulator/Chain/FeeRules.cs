using System.Numerics;

namespace FairOta.Simulator.Chain;

/// <summary>The fee market of EIP-1559.</summary>
internal static class FeeRules
{
    private const int TargetShare = 2;
    private const int MostChange = 8;

    /// <summary>The next block's base fee: by an eighth at most towards what fills half a block.</summary>
    /// <param name="baseFee">The block's, for one gas in wei.</param>
    /// <param name="gasUsed">Gas that the block used.</param>
    /// <param name="gasLimit">Most that it could.</param>
    public static BigInteger Next(BigInteger baseFee, long gasUsed, long gasLimit)
    {
        long target = gasLimit / TargetShare;
        if (gasUsed == target) return baseFee;
        BigInteger change = baseFee * BigInteger.Abs(gasUsed - target) / target / MostChange;
        return gasUsed > target ? baseFee + BigInteger.Max(change, 1) : baseFee - change;
    }

    /// <summary>Whether an offer takes another's place: a tenth more in both parts, as nodes ask.</summary>
    public static bool Outbids(Sdk.Chain.GasOffer next, Sdk.Chain.GasOffer before) =>
        IsTenthMore(next.MaxFeePerGas, before.MaxFeePerGas)
        && IsTenthMore(next.MaxPriorityFeePerGas, before.MaxPriorityFeePerGas);

    private static bool IsTenthMore(BigInteger next, BigInteger before) => next * 10 >= before * 11;
}
