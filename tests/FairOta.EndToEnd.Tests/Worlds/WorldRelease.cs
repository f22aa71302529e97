using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A release as its vendor made it.</summary>
internal sealed record WorldRelease(
    byte[] SignedManifest, Package Package, byte[] Image, FleetList Fleet, BigInteger Reward, long ClaimDeadline, string Url)
{
    public Manifest Manifest { get; } = Manifest.Parse(CoseSign1.Payload(SignedManifest));

    public ReleaseId Id => ReleaseId.FromBytes(Manifest.ReleaseId());

    public Hash32 ManifestHash => Hash32.FromBytes(Manifest.Hash());

    public CreateRelease Funding => new(
        ManifestHash, Reward, ClaimDeadline, Url, new FleetTree(Fleet).Root, (uint)Fleet.Count);

    /// <summary>As origins serve it.</summary>
    public HeldRelease Held => new(
        SignedManifest,
        new MemoryContent(Package.Content),
        new MemoryContent(Package.Leaves),
        ImmutableDictionary<uint, IContent>.Empty.Add(0, new MemoryContent(Fleet.ToBytes())));

    /// <summary>As distributors take it up, verified against what the chain shows.</summary>
    public Holding HoldingFor(ReleaseView onChain)
    {
        Holding holding = Holding.Verify(SignedManifest, Package.Content);
        return holding.With(0, HeldFleet.Verify(Fleet.ToBytes(), onChain.Tranches[0]));
    }

    /// <summary>The siblings from a device's leaf to the fleet root.</summary>
    public IReadOnlyList<Hash32> Proof(int index) => new FleetTree(Fleet).Proof(index);

    /// <summary>A device's place in the fleet.</summary>
    public int IndexOf(Address device) => MemoryExtensions.IndexOf(Fleet.Devices, device);
}
