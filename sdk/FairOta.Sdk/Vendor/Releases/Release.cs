using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>A signed release with everything that is served of it: package, leaves and fleets are the
/// manifest's.</summary>
public sealed record Release
{
    /// <summary>The manifest.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>The COSE_Sign1 message that devices verify.</summary>
    public required byte[] SignedManifest { get; init; }

    /// <summary>The manifest key that signed it, 33 bytes.</summary>
    public required byte[] Signer { get; init; }

    /// <summary>c[1..n].</summary>
    public required IContent Package { get; init; }

    /// <summary>leaf[1..n], 32 bytes each.</summary>
    public required byte[] Leaves { get; init; }

    /// <summary>What the vendor promises on chain.</summary>
    public required FundingTerms Terms { get; init; }

    /// <summary>The devices of each tranche; the position is the tranche's number.</summary>
    public required ImmutableList<FleetList> Tranches { get; init; }

    /// <summary>The release.</summary>
    public ReleaseId Id => ReleaseId.FromBytes(Manifest.ReleaseId());

    /// <summary>keccak256 of the manifest's payload.</summary>
    public Hash32 ManifestHash => Hash32.FromBytes(Manifest.Hash());

    /// <summary>What all tranches lock together, in wei or the token's smallest unit, fees not counted.</summary>
    public BigInteger Cost => Terms.Reward * Tranches.Sum(fleet => (long)fleet.Count);

    /// <summary>What a tranche locks, in wei or the token's smallest unit, fees not counted.</summary>
    public BigInteger CostOf(int tranche) => Terms.Reward * Tranches[tranche].Count;

    /// <summary>The call that funds a tranche: the first creates the release.</summary>
    public EscrowCall Funding(int tranche)
    {
        FleetList fleet = Tranches[tranche];
        Hash32 root = new FleetTree(fleet).Root;
        return tranche == 0
            ? new CreateRelease(
                ManifestHash, Terms.Reward, Terms.ClaimDeadline, Terms.Url, root, (uint)fleet.Count)
            { Token = Terms.Token }
            : new AddTranche(ManifestHash, root, (uint)fleet.Count, Terms.Reward) { Token = Terms.Token };
    }

    /// <summary>The release as it is served.</summary>
    internal HeldRelease ToHeld() => new(
        SignedManifest,
        Package,
        new MemoryContent(Leaves),
        Tranches.Select((fleet, tranche) => (fleet, tranche)).ToImmutableDictionary(
            each => (uint)each.tranche, each => (IContent)new MemoryContent(each.fleet.ToBytes())));
}
