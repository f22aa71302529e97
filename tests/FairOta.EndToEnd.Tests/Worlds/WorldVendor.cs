using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A vendor with its account, its manifest key and its origin.</summary>
internal sealed class WorldVendor : IHost, ICatalogue
{
    public const string Domain = "vendor.example";
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly World _world;
    private readonly ReadService _read;
    private readonly List<WorldRelease> _releases = [];

    public WorldVendor(World world, string name)
    {
        _world = world;
        Name = name;
        Url = $"http://{name}.example";
        Account = Keys.Account(name + " account");
        Escrow = world.Chain.As(Account);
        _read = new ReadService(this, _ => true);
    }

    public string Name { get; }

    public string Url { get; }

    public PrivateKeyAccount Account { get; }

    public IEscrow Escrow { get; }

    /// <summary>The public manifest key.</summary>
    public byte[] Signer => Keys.Public(Name + " manifest");

    public static ProductId Product { get; } = ProductId.Of(Domain, "sensor");

    /// <summary>What becomes of the origin's answers.</summary>
    public Adversary? Adversary { get; set; }

    /// <summary>Whether the origin gives whole packages away, as origins do.</summary>
    public bool ServesPackages { get; set; } = true;

    public IReadOnlyList<DistributorEntry> Distributors { get; set; } = [];

    /// <summary>Makes a release; nothing of it is published.</summary>
    public WorldRelease Make(
        int imageBytes,
        IEnumerable<WorldDevice> fleet,
        string version = "2.0.0.0",
        int? segmentSize = null,
        BigInteger? reward = null,
        Action<Manifest>? change = null)
    {
        byte[] image = Keys.Stream($"{Name} image {version}", imageBytes);
        int size = segmentSize ?? PackageShape.ChooseSegmentSize(imageBytes);
        Package package = Package.Pack(
            Symmetric, image, size, Limits.MinSamples, Keys.Secret($"{Name} package {version}")[..16]);
        Manifest manifest = new()
        {
            ProductId = Product.ToBytes(),
            Version = ImageVersion.Parse(version),
            SecurityCounter = 1,
            ImageSize = image.Length,
            ImageSha256 = Sha256.Hash(image),
            SegmentSize = size,
            PackageRoot = package.Root,
            Samples = Limits.MinSamples,
            ChainId = _world.Chain.ChainId,
            Escrow = _world.Chain.Escrow.ToBytes(),
            VendorAccount = Account.Address.ToBytes(),
            NotAfter = _world.Now + 365 * World.Day,
            Origins = [Url],
            IssuedAt = _world.Now,
            PayloadFormat = PayloadFormat.Opaque,
            HardwareRevisions = [],
        };
        change?.Invoke(manifest);
        return new WorldRelease(
            manifest.Sign(Symmetric, Keys.Secret(Name + " manifest")),
            package,
            image,
            new FleetList([.. fleet.Select(device => device.Address)]),
            reward ?? Keys.Ether / 1000,
            _world.Now + 30 * World.Day,
            Url);
    }

    /// <summary>Funds a release and puts it on the origin.</summary>
    public WorldRelease Publish(WorldRelease release)
    {
        World.Wait(Escrow.SendAsync(release.Funding));
        _releases.Add(release);
        return release;
    }

    /// <summary>Puts a release on the origin, funded or not.</summary>
    public void Serve(WorldRelease release) => _releases.Add(release);

    public Reply Answer(ServiceRequest request, long now)
    {
        Reply honest = request.Parts is [.., "package"] && !ServesPackages
            ? Reply.Refused(403)
            : _read.Answer(request) is { } answer ? Reply.Of(answer) : Reply.Refused(404);
        return Adversary?.Invoke(request, honest) ?? honest;
    }

    HeldRelease? ICatalogue.Find(ReleaseId release) => _releases.Find(r => r.Id == release)?.Held;

    IEnumerable<HeldRelease> ICatalogue.Of(ProductId product) =>
        _releases.Select(r => r.Held).Where(r => r.Product == product);
}
