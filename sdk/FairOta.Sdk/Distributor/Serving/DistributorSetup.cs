using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Who a distributor is, and by what policy it serves.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Escrow">The contract.</param>
/// <param name="Account">The account that is paid, and that devices sign for.</param>
/// <param name="Secret">32 random bytes that all polynomials follow from. Whoever has them can open every session's
/// segments; losing them loses the keys of deliveries not yet revealed.</param>
internal sealed record DistributorSetup(long ChainId, Address Escrow, Address Account, byte[] Secret)
{
    /// <summary>What the distributor decides for itself.</summary>
    public DistributorPolicy Policy { get; init; } = new();

    /// <summary>Who may have whole packages.</summary>
    public PackageAccess Packages { get; init; } = PackageAccess.Nobody;

    /// <summary>Sessions whose segment keys are kept in memory, 16 bytes for each segment that was sent.</summary>
    public int CachedOffers { get; init; } = 256;

    /// <summary>How many sessions may be open.</summary>
    public ServingLimits Limits { get; init; } = new();

    /// <summary>Told what is written into the books; null for nobody.</summary>
    public ISessionObserver? Observer { get; init; }

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => $"distributor {Account} on chain {ChainId}, escrow {Escrow}";
}
