using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>A release that can be served: its signed manifest, its package and the fleets at hand. Immutable and
/// verified. The package stays where it lies, on disk as a rule; in memory are its tree, 64 bytes a segment, and the
/// fleets.</summary>
internal sealed class Holding
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly Tree? _tree;
    private readonly PackageContent _package;

    private Holding(HeldRelease served, PackageContent package, Tree? tree, ImmutableArray<HeldFleet?> fleets) =>
        (Served, _package, _tree, Fleets) = (served, package, tree, fleets);

    /// <summary>The release as everybody may read it.</summary>
    public HeldRelease Served { get; }

    /// <summary>The fleets at hand by tranche; null for one that is not.</summary>
    public ImmutableArray<HeldFleet?> Fleets { get; }

    /// <summary>The release.</summary>
    public ReleaseId Id => Served.Id;

    /// <summary>The manifest. Who signed it is not judged here: devices do.</summary>
    public Manifest Manifest => Served.Manifest;

    /// <summary>n.</summary>
    public int SegmentCount => Manifest.SegmentCount;

    /// <summary>Bytes of one segment.</summary>
    public int SegmentSize => Manifest.SegmentSize;

    /// <summary>Whether its vendor took the release back: no session opens for it any more.</summary>
    public bool IsRecalled => Served.Recall is not null;

    /// <summary>Whether the package could not be read once. What needs no package goes on, and the package is brought
    /// again.</summary>
    public bool IsDamaged => _package.HasFailed;

    /// <summary>Bytes of the package and the fleet lists at hand, as they count against
    /// <see cref="ReleaseFilter.MaxTotalBytes"/>.</summary>
    public long HeldBytes => _package.Length + Fleets.Sum(fleet => (long)(fleet?.ListBytes.Length ?? 0));

    /// <summary>Devices of the fleets at hand, as they count against
    /// <see cref="ReleaseFilter.MaxTotalDevices"/>.</summary>
    public long HeldDevices => Fleets.Sum(fleet => (long)(fleet?.Count ?? 0));

    /// <summary>Verifies a manifest and a package in memory against each other.</summary>
    /// <param name="signedManifest">COSE_Sign1, at most 4096 bytes.</param>
    /// <param name="segments">c[1..n].</param>
    /// <exception cref="InvalidDataException">The manifest is malformed, or the package's size or root is not the
    /// manifest's.</exception>
    public static Holding Verify(byte[] signedManifest, byte[] segments) =>
        Verify(signedManifest, new MemoryContent(segments));

    /// <summary>Verifies a manifest and a package against each other, by one pass over the package.</summary>
    /// <param name="signedManifest">COSE_Sign1, at most 4096 bytes.</param>
    /// <param name="segments">c[1..n]; kept, and not to be changed afterwards.</param>
    /// <exception cref="InvalidDataException">The manifest is malformed, or the package's size or root is not the
    /// manifest's.</exception>
    /// <exception cref="IOException">The package cannot be read.</exception>
    public static Holding Verify(byte[] signedManifest, IContent segments)
    {
        Manifest manifest = ReadManifest(signedManifest);
        long expected = (long)manifest.SegmentCount * manifest.SegmentSize;
        if (segments.Length != expected)
            throw new InvalidDataException($"The package has {segments.Length} bytes, the manifest says {expected}.");
        byte[] leaves = Leaves(segments, manifest);
        Tree tree = new(Symmetric, leaves);
        if (!Bytes.Equal(tree.Root, manifest.PackageRoot))
            throw new InvalidDataException("The package's root is not the manifest's.");
        PackageContent package = new(segments);
        return new Holding(
            new HeldRelease(
                signedManifest, package, new MemoryContent(leaves), ImmutableDictionary<uint, IContent>.Empty),
            package,
            tree,
            []);
    }

    /// <summary>A release that is verified but for its package, which is damaged: what needs no package goes on.
    /// </summary>
    /// <exception cref="InvalidDataException">The manifest is malformed.</exception>
    internal static Holding Damaged(byte[] signedManifest)
    {
        Manifest manifest = ReadManifest(signedManifest);
        var package = PackageContent.Lost((long)manifest.SegmentCount * manifest.SegmentSize);
        var leaves = PackageContent.Lost((long)manifest.SegmentCount * Tree.NodeBytes);
        HeldRelease served = new(signedManifest, package, leaves, ImmutableDictionary<uint, IContent>.Empty);
        return new Holding(served, package, tree: null, []);
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
        Dictionary<uint, IContent> lists = new(Served.Fleets)
        {
            [(uint)tranche] = new MemoryContent(fleet.ListBytes),
        };
        HeldRelease served = new(Served.SignedManifest, _package, Served.Leaves, lists) { Recall = Served.Recall };
        return new Holding(served, _package, _tree, fleets.ToImmutable());
    }

    /// <summary>The same holding, taken back by its vendor.</summary>
    /// <param name="notice">The notice, verified by the caller.</param>
    public Holding WithRecall(byte[] notice) => new(Served.WithRecall(notice), _package, _tree, Fleets);

    /// <summary>The same holding with another signature of its manifest, and without the recall, which was by the
    /// signer of the one before.</summary>
    internal Holding Resigned(byte[] signedManifest) =>
        new(new HeldRelease(signedManifest, _package, Served.Leaves, Served.Fleets), _package, _tree, Fleets);

    /// <summary>A copy of c[index], from 1.</summary>
    /// <exception cref="PackageUnreadableException">The package cannot be read.</exception>
    public byte[] Segment(int index)
    {
        byte[] segment = new byte[SegmentSize];
        ReadSegments(index, 1, segment);
        return segment;
    }

    /// <summary>Reads c[first] ‖ … ‖ c[first + count - 1], from 1.</summary>
    /// <param name="first">The first segment, from 1.</param>
    /// <param name="count">How many.</param>
    /// <param name="buffer">Filled: count × <see cref="SegmentSize"/> bytes.</param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    /// <exception cref="PackageUnreadableException">The package cannot be read.</exception>
    public void ReadSegments(int first, int count, Span<byte> buffer)
    {
        if (buffer.Length != count * SegmentSize)
            throw new ArgumentException("The buffer is not as long as the segments.", nameof(buffer));
        _package.Read((first - 1L) * SegmentSize, buffer);
    }

    /// <summary>The siblings from leaf[index] to the root, concatenated; from 1.</summary>
    /// <exception cref="PackageUnreadableException">The package was damaged when the release was loaded.</exception>
    public byte[] Path(int index) =>
        _tree?.Path(index) ?? throw new PackageUnreadableException("The package is damaged.");

    /// <summary>The device's places in the fleets at hand.</summary>
    public IReadOnlyList<Place> PlacesOf(Address device)
    {
        List<Place> places = [];
        for (int tranche = 0; tranche < Fleets.Length; tranche++)
            if (Fleets[tranche]?.IndexOf(device) is { } index) places.Add(new Place(tranche, index));
        return places;
    }

    /// <summary>Whether the device is in a fleet at hand.</summary>
    public bool IsFor(Address device) => Fleets.Any(fleet => fleet?.IndexOf(device) is not null);

    private static byte[] Leaves(IContent segments, Manifest manifest)
    {
        byte[] leaves = new byte[manifest.SegmentCount * Tree.NodeBytes];
        byte[] segment = new byte[manifest.SegmentSize];
        for (int i = 0; i < manifest.SegmentCount; i++)
        {
            segments.Read((long)i * segment.Length, segment);
            Segments.Leaf(Symmetric, segment).CopyTo(leaves, i * Tree.NodeBytes);
        }

        return leaves;
    }
}
