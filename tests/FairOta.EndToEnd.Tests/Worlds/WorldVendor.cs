using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A vendor with its account, its manifest key and its origin.</summary>
internal sealed class WorldVendor : IHost
{
    public const string Domain = "vendor.example";
    private readonly World _world;
    private readonly KeyPair _manifestKey;
    private readonly ReleaseBuilder _builder;
    private readonly OriginService _origin = new();
    private readonly EscrowFollower _follower;
    private readonly List<HeldRelease> _releases = [];

    public WorldVendor(World world, string name)
    {
        _world = world;
        Name = name;
        Url = $"http://{name}.example";
        Account = Keys.Account(name + " account");
        Escrow = world.Chain.As(Account);
        _manifestKey = new KeyPair(KeyKind.Manifest, Keys.Secret(name + " manifest"));
        _builder = new ReleaseBuilder(new NamedRandomness(name), new WorldTime(world));
        _follower = new EscrowFollower(Escrow, world.Chain.FirstBlock);
    }

    public string Name { get; }

    public string Url { get; }

    public PrivateKeyAccount Account { get; }

    public IEscrow Escrow { get; }

    /// <summary>The public manifest key, 33 bytes.</summary>
    public byte[] Signer => _manifestKey.CompressedPublicKey;

    public static ProductId Product { get; } = ProductId.Of(Domain, "sensor");

    /// <summary>What becomes of the origin's answers.</summary>
    public Adversary? Adversary { get; set; }

    /// <summary>Whether the origin gives whole packages away, as origins do.</summary>
    public bool ServesPackages { get; set; } = true;

    /// <summary>Whether nobody can reach its origin.</summary>
    public bool IsDown { get; set; }

    /// <summary>Makes a release; nothing of it is published.</summary>
    public WorldRelease Make(
        int imageBytes, IEnumerable<WorldDevice> fleet, string version = "2.0.0.0", ProductId? product = null)
    {
        byte[] image = Keys.Stream($"{Name} image {version}", imageBytes);
        Release release = _builder.Build(
            new ReleasePlan
            {
                Image = image,
                Product = product ?? Product,
                Version = ImageVersion.Parse(version),
                SecurityCounter = 1,
                Fleet = new FleetList([.. fleet.Select(device => device.Address)]),
                ChainId = _world.Chain.ChainId,
                Escrow = _world.Chain.Escrow,
                VendorAccount = Account.Address,
                Reward = Keys.Ether / 1000,
                ClaimDeadline = _world.Now + 30 * World.Day,
                NotAfter = _world.Now + 365 * World.Day,
                Origins = [Url],
            },
            _manifestKey);
        return new WorldRelease(release, image);
    }

    /// <summary>Funds a release and puts it on the origin.</summary>
    public WorldRelease Publish(WorldRelease release)
    {
        World.Wait(Escrow.SendAsync(release.Funding));
        Serve(release.Signed.ToHeld());
        return release;
    }

    /// <summary>Puts a release on the origin, in place of what it had of it.</summary>
    public void Serve(HeldRelease release)
    {
        _releases.RemoveAll(held => held.Id == release.Id);
        _releases.Add(release);
        _origin.Catalogue = OriginCatalogue.Of(_releases, World.Wait(_follower.RefreshAsync()).View);
    }

    /// <summary>A notice that takes a release back.</summary>
    public byte[] Recall(WorldRelease release) => RecallNotice.Sign(release.Id, _world.Now, _manifestKey);

    public Reply Answer(ServiceRequest request, long now)
    {
        if (IsDown) return Reply.Nobody;
        Reply honest = request.Parts is [.., "package"] && !ServesPackages
            ? Reply.Refused(403)
            : Reply.Of(_origin.Handle(request, now));
        return Adversary?.Invoke(request, honest) ?? honest;
    }
}
