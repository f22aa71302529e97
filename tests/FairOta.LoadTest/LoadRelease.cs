using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;

namespace FairOta.LoadTest;

/// <summary>The release that is delivered, its fleet, and the keys of all devices.</summary>
internal sealed class LoadRelease : ICatalogue
{
    public const long ChainId = 31337;
    public const int Samples = 32;

    public static readonly ISymmetric Host = new HostSymmetric();
    public static readonly Address Escrow = AddressOf(KeyOf("escrow"));
    public static readonly Address Distributor = AddressOf(KeyOf("distributor"));
    public static readonly Address Vendor = AddressOf(KeyOf("vendor"));
    public static readonly byte[] Domain = Eip712.Domain(ChainId, Escrow.ToBytes());

    private readonly Package _package;
    private readonly HeldRelease _held;
    private readonly Manifest _manifest;

    public LoadRelease(LoadOptions options)
    {
        Keys = [.. Enumerable.Range(0, options.Sessions).Select(i => KeyOf($"device {i}"))];
        Address[] devices = new Address[Keys.Length];
        Parallel.For(0, devices.Length, i => devices[i] = AddressOf(Keys[i]));
        Fleet = new FleetList(devices);
        byte[] image = new byte[options.Size];
        _package = Package.Pack(Host, image, options.Segment, Samples, new byte[16]);
        Now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        _manifest = new Manifest
        {
            ProductId = new byte[16],
            Version = new ImageVersion(1, 0, 0, 0),
            SecurityCounter = 1,
            ImageSize = image.Length,
            ImageSha256 = Sha256.Hash(image),
            SegmentSize = _package.SegmentSize,
            PackageRoot = _package.Root,
            Samples = Samples,
            ChainId = ChainId,
            Escrow = Escrow.ToBytes(),
            VendorAccount = Vendor.ToBytes(),
            NotAfter = Now + 30 * 86_400,
            Origins = [],
            IssuedAt = Now,
            PayloadFormat = PayloadFormat.Opaque,
            HardwareRevisions = [],
        };
        _held = new HeldRelease(
            _manifest.Sign(Host, KeyOf("manifest")),
            new MemoryContent(_package.Content),
            new MemoryContent(_package.Leaves),
            new Dictionary<uint, IContent> { [0] = new MemoryContent(Fleet.ToBytes()) });
    }

    public long Now { get; }

    public byte[][] Keys { get; }

    public FleetList Fleet { get; }

    public ReleaseId Id => _held.Id;

    public int SegmentCount => _package.SegmentCount;

    public int SegmentSize => _package.SegmentSize;

    public IReadOnlyList<DistributorEntry> Distributors => [];

    public HeldRelease? Find(ReleaseId release) => release == Id ? _held : null;

    public IEnumerable<HeldRelease> Of(ProductId product) => [_held];

    public void Recall(ReleaseId release, byte[] notice) =>
        throw new InvalidOperationException("Nobody takes back what is loaded.");

    /// <summary>Writes what the distributor's chain has to show: <see cref="LoadEscrow"/> reads it.</summary>
    public void WriteTo(string folder, string originUrl)
    {
        File.WriteAllBytes(Path.Combine(folder, "fleet"), Fleet.ToBytes());
        File.WriteAllText(Path.Combine(folder, "release.json"), JsonSerializer.Serialize(new Terms(
            Id.ToWire(), Convert.ToHexString(_manifest.Hash()), originUrl, Now + 30 * 86_400)));
    }

    /// <summary>The events that made the release.</summary>
    public static (ReleaseCreated Created, TrancheAdded Tranche, FleetList Fleet) ReadFrom(string folder)
    {
        FleetList fleet = FleetList.Parse(File.ReadAllBytes(Path.Combine(folder, "fleet")));
        Terms terms = JsonSerializer.Deserialize<Terms>(File.ReadAllText(Path.Combine(folder, "release.json")))!;
        ReleaseId.TryParseWire(terms.Release, out ReleaseId id);
        Hash32 hash = Hash32.FromBytes(Convert.FromHexString(terms.ManifestHash));
        return (
            new ReleaseCreated(default, id, Vendor, hash, default, BigInteger.Pow(10, 15), terms.Deadline, terms.Url),
            new TrancheAdded(default, id, 0, new FleetTree(fleet).Root, (uint)fleet.Count),
            fleet);
    }

    public static byte[] KeyOf(string name) => Sha256.Hash(System.Text.Encoding.ASCII.GetBytes(name));

    private static Address AddressOf(byte[] key) => Address.FromBytes(Ecdsa.Address(key));

    private sealed record Terms(string Release, string ManifestHash, string Url, long Deadline);
}
