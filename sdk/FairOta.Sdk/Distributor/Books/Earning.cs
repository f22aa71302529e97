using System.Numerics;

namespace FairOta.Sdk.Distributor;

/// <summary>What a release paid to the distributor, by deliveries that are final.</summary>
/// <param name="Release">The release.</param>
/// <param name="Token">What it pays in; zero for ETH.</param>
/// <param name="Reward">What a delivery pays, in wei or the token's smallest unit.</param>
/// <param name="Deliveries">How many were paid.</param>
internal sealed record Earning(ReleaseId Release, Address Token, BigInteger Reward, long Deliveries)
{
    /// <summary>What they paid together, in wei or the token's smallest unit.</summary>
    public BigInteger Amount => Reward * Deliveries;
}

/// <summary>How many deliveries of a release stand in a way.</summary>
/// <param name="Release">The release.</param>
/// <param name="Standing">The way, from <see cref="Standing.Received"/> on.</param>
/// <param name="LostTo">Who took their rewards, where they are <see cref="Standing.Lost"/>.</param>
/// <param name="Deliveries">How many.</param>
internal sealed record Tally(ReleaseId Release, Standing Standing, Address? LostTo, long Deliveries);

/// <summary>A difference between the books and the chain, which was healed: the chain is right.</summary>
/// <param name="Books">What the books said; null where they knew nothing of the release.</param>
/// <param name="Chain">What the chain shows.</param>
internal sealed record Healed(Earning? Books, Earning Chain);
