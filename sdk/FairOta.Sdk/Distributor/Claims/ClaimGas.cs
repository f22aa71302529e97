using System.Collections.Generic;
using System.Linq;

namespace FairOta.Sdk.Distributor;

/// <summary>What a batch costs in gas, reserved and revealed, before it is asked of a node: measured figures
/// (contracts/snapshots/gas.json), rounded up.</summary>
internal static class ClaimGas
{
    /// <summary>Two transactions and their storage.</summary>
    private const long Batch = 101_000;

    /// <summary>Each delivery's signature, path and payment.</summary>
    private const long Delivery = 29_000;

    /// <summary>A word of the escrow's bitmap that nobody touched before; whether somebody did is not known
    /// here.</summary>
    private const long Word = 17_100;

    private const int PlacesOfAWord = 256;

    /// <summary>Gas of a batch in ETH or a token.</summary>
    /// <param name="indices">The places of its deliveries.</param>
    public static long Of(IReadOnlyCollection<int> indices) =>
        Batch + Delivery * indices.Count + Word * indices.Select(i => i / PlacesOfAWord).Distinct().Count();
}
