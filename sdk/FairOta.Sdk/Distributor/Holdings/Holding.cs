using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>A release that can be served: its signed manifest, its package and the fleets at hand. Immutable and
/// verified.</summary>
public sealed class Holding
{
    private readonly Package _package;

    private Holding(byte[] signedManifest, Package package, ImmutableArray<HeldFleet?> fleets)
    {
        _package = package;
        Fleets = fleets;
        Dictionary<uint, IContent> lists = [];
        for (int tranche = 0; tranche < fleets.Length; tranche++)
            if (fleets[tranche] is { } fleet) lists.Add((uint)tranche, new MemoryContent(fleet.ListBytes));
        Served = new HeldRelease(
            signedManifest, new MemoryContent(package.Content), new MemoryContent(package.Leaves), lists);
    }

    /// <summary>The release as everybody may read it.</summary>
    public HeldRelease Served { get; }

    /// <summary>The fleets at hand by tranche; null for one that is not.</summary>
    public ImmutableArray<HeldFleet?> Fleets { get; }

    /// <summary>The release.</summary>
    public ReleaseId Id => Served.Id;

    /// <summary>The manifest. Who signed it is not judged here: devices do.</summary>
    public Manifest Manifest => Served.Manifest;

    /// <summary>n.</summary>
    public int SegmentCount => _package.SegmentCount;

    /// <summary>Bytes of one segment.</summary>
    public int SegmentSize => _package.SegmentSize;

    /// <summary>c[1] ‖ … ‖ c[n].</summary>
    public byte[] Content => _package.Content;

    /// <summary>Bytes of the package and the fleet lists at hand, as they count against
    /// <see cref="ReleaseFilter.MaxTotalBytes"/>.</summary>
    public long HeldBytes => Content.Length + Fleets.Sum(fleet => (long)(fleet?.ListBytes.Length ?? 0));

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
        return new Holding(signedManifest, package, []);
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
        return new Holding(Served.SignedManifest, _package, fleets.ToImmutable());
    }

    /// <summary>A copy of c[index], from 1.</summary>
    public byte[] Segment(int index) => _package.Segment(index);

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
