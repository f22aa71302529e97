using System.Numerics;

namespace FairOta.Sdk.Distributor;

/// <summary>What was decided on a batch that costs more gas than it earns.</summary>
internal enum ClaimDecision
{
    /// <summary>It waits for more deliveries or cheaper gas.</summary>
    Waits = 0,

    /// <summary>It could not wait any longer, and is reserved at a loss.</summary>
    ReservedAtALoss = 1,

    /// <summary>It could not wait any longer, and what is due of it is left unpaid.</summary>
    Declined = 2,
}

/// <summary>A batch that costs more gas than it earns, and what was decided. For logs.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Deliveries">How many it would be.</param>
/// <param name="Cost">What reserving and revealing them costs now, estimated, in wei.</param>
/// <param name="Reward">What they earn is worth, in wei; 0 where that is not known.</param>
/// <param name="Decision">What was decided.</param>
internal sealed record ClaimNote(
    ReleaseId Release, int Tranche, int Deliveries, BigInteger Cost, BigInteger Reward, ClaimDecision Decision);
