using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Distributor;

/// <summary>A release that can be served: its signed manifest, its package and the fleets at hand. Immutable and
/// verified.</summary>
public sealed class Holding
{
    private readonly Package _package;
    private readonly ManifestSigners _signers;

    private Holding(
        Manifest manifest, byte[] signedManifest, Package package, ManifestSigners signers, ImmutableArray<HeldFleet?> fleets)
    {
        Manifest = manifest;
        SignedManifest = signedManifest;
        _package = package;
        _signers = signers;
        Fleets = fleets;
        Id = ReleaseId.FromBytes(manifest.ReleaseId());
    }

    /// <summary>The release.</summary>
    public ReleaseId Id { get; }

    /// <summary>The manifest. Who signed it is not judged here: devices do.</summary>
    public Manifest Manifest { get; }

    /// <summary>The manifest as signed, COSE_Sign1.</summary>
    public byte[] SignedManifest { get; }

    /// <summary>The fleets at hand by tranche; null for one that is not.</summary>
    public ImmutableArray<HeldFleet?> Fleets { get; }

    /// <summary>n.</summary>
    public int SegmentCount => Manifest.SegmentCount;

    /// <summary>Bytes of one segment.</summary>
    public int SegmentSize => Manifest.SegmentSize;

    /// <summary>c[1] ‖ … ‖ c[n].</summary>
    public byte[] Content => _package.Content;

    /// <summary>leaf[1] ‖ … ‖ leaf[n], 32 bytes each.</summary>
    public byte[] Leaves => _package.Leaves;

    /// <summary>Verifies a manifest and a package against each other.</summary>
    /// <param name="signedManifest">COSE_Sign1, at most 4096 bytes.</param>
    /// <param name="segments">c[1..n].</param>
    /// <exception cref="InvalidDataException">The manifest is malformed, or the package's size or root is not the
    /// manifest's.</exception>
    public static Holding Verify(byte[] signedManifest, byte[] segments)
    {
        Manifest manifest = ReadManifest(signedManifest);
        long expected = (long)manifest.SegmentCount * manifest.SegmentSize;
        if (segments.Length != expected)
            throw new InvalidDataException($"The package has {segments.Length} bytes, the manifest says {expected}.");
        Package package = Package.FromContent(new HostSymmetric(), segments, manifest.SegmentSize);
        if (!Bytes.Equal(package.Root, manifest.PackageRoot))
            throw new InvalidDataException("The package's root is not the manifest's.");
        return new Holding(manifest, signedManifest, package, ManifestSigners.Of(signedManifest), []);
    }

    /// <summary>The manifest inside a COSE_Sign1, well-formed but with its signature unjudged.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static Manifest ReadManifest(byte[] signedManifest)
    {
        try
        {
            return Manifest.Parse(CoseSign1.Payload(signedManifest));
        }
        catch (ProtocolException e)
        {
            throw new InvalidDataException("The manifest is malformed: " + e.Message, e);
        }
    }

    /// <summary>The same holding with one more fleet.</summary>
    /// <param name="tranche">Its number, from 0.</param>
    /// <param name="fleet">The fleet, checked against the chain by the caller.</param>
    public Holding With(int tranche, HeldFleet fleet)
    {
        ImmutableArray<HeldFleet?>.Builder fleets = Fleets.ToBuilder();
        while (fleets.Count <= tranche) fleets.Add(null);
        fleets[tranche] = fleet;
        return new Holding(Manifest, SignedManifest, _package, _signers, fleets.ToImmutable());
    }

    /// <summary>Whether the manifest is signed by this manifest key (33 bytes, compressed).</summary>
    public bool IsSignedBy(byte[] publicKey) => _signers.Contains(publicKey);

    /// <summary>A copy of c[index], from 1.</summary>
    public byte[] Segment(int index) =>
        Content.AsSpan((index - 1) * SegmentSize, SegmentSize).ToArray();

    /// <summary>The siblings from leaf[index] to the root, concatenated; from 1.</summary>
    public byte[] Path(int index) => _package.Path(index);

    /// <summary>The device's places in the fleets at hand.</summary>
    public IReadOnlyList<Place> PlacesOf(Address device)
    {
        List<Place> places = [];
        for (int tranche = 0; tranche < Fleets.Length; tranche++)
            if (Fleets[tranche]?.IndexOf(device) is { } index) places.Add(new Place(tranche, index));
        return places;
    }
}
