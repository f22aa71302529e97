using System;
using System.Collections.Generic;
using System.Numerics;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Simulator.Worlds;

/// <summary>A release as its vendor made it, and the image within.</summary>
internal sealed class WorldRelease(Release release, byte[] image)
{
    public Release Signed => release;

    public byte[] Image => image;

    public Manifest Manifest => release.Manifest;

    public byte[] SignedManifest => release.SignedManifest;

    public ReleaseId Id => release.Id;

    public Hash32 ManifestHash => release.ManifestHash;

    public BigInteger Reward => release.Terms.Reward;

    public long ClaimDeadline => release.Terms.ClaimDeadline;

    public CreateRelease Funding => (CreateRelease)release.Funding(0);

    public FleetList Fleet => release.Tranches[0];

    public Package Package { get; } = Package.FromContent(
        new HostSymmetric(), release.Package.ToArray(), release.Manifest.SegmentSize);

    /// <summary>As distributors take it up, verified against what the chain shows.</summary>
    public Holding HoldingFor(ReleaseView onChain) => Holding.Verify(SignedManifest, Package.Content)
        .With(0, HeldFleet.Verify(Fleet.ToBytes(), onChain.Tranches[0]));

    /// <summary>The siblings from a device's leaf to the fleet root.</summary>
    public IReadOnlyList<Hash32> Proof(int index) => new FleetTree(Fleet).Proof(index);

    /// <summary>A device's place in the fleet.</summary>
    public int IndexOf(Address device) => MemoryExtensions.IndexOf(Fleet.Devices, device);
}
