using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Simulator.Worlds;

/// <summary>A vendor with its account, its manifest key and its origin.</summary>
internal sealed class SimVendor : SimHost, IHost
{
    private readonly SimWorld _world;
    private readonly KeyPair _manifestKey;
    private readonly ReleaseBuilder _builder;
    private readonly OriginService _origin = new();
    private readonly EscrowFollower _follower;
    private readonly List<HeldRelease> _held = [];

    public SimVendor(int number, SimWorld world, ISimChain chain, string name)
        : base(number, world.Random(name), $"http://{name}.example")
    {
        (_world, Chain) = (world, chain);
        Account = new PrivateKeyAccount(KeyOf(world, name + " account"));
        Escrow = chain.As(Account);
        _manifestKey = new KeyPair(KeyKind.Manifest, KeyOf(world, name + " manifest"));
        _builder = new ReleaseBuilder(world.Random(name + " builds"), new WorldTime(world));
        _follower = new EscrowFollower(Escrow, chain.FirstBlock);
    }

    public static ProductId Product { get; } = ProductId.Of("vendor.example", "sensor");

    public ISimChain Chain { get; }

    public PrivateKeyAccount Account { get; }

    public IEscrow Escrow { get; }

    /// <summary>The public manifest key, 33 bytes.</summary>
    public byte[] Signer => _manifestKey.CompressedPublicKey;

    /// <summary>Whether nobody can reach its origin.</summary>
    public bool IsDown { get; set; }

    /// <summary>Makes a release; nothing of it is published.</summary>
    public WorldRelease Make(byte[] image, IEnumerable<Address> fleet, string version, ReleaseShape shape) => new(
        _builder.Build(
            new ReleasePlan
            {
                Image = image,
                Product = Product,
                Version = ImageVersion.Parse(version),
                SecurityCounter = 1,
                Fleet = new FleetList([.. fleet]),
                ChainId = Chain.ChainId,
                Escrow = Chain.Escrow,
                VendorAccount = Account.Address,
                Reward = shape.RewardWei,
                ClaimDeadline = _world.Now + shape.ClaimDays * 24 * 3600,
                NotAfter = _world.Now + 365 * 24 * 3600,
                Origins = [Url],
                SegmentSize = shape.SegmentBytes,
                Samples = shape.Samples,
            },
            _manifestKey),
        image);

    /// <summary>Puts a release on the origin, in place of what it had of it.</summary>
    public void Serve(HeldRelease release)
    {
        _held.RemoveAll(held => held.Id == release.Id);
        _held.Add(release);
        Follow();
    }

    /// <summary>A notice that takes a release back.</summary>
    public byte[] Recall(WorldRelease release) => RecallNotice.Sign(release.Id, _world.Now, _manifestKey);

    /// <summary>Sees what the chain shows; to be called between two windows.</summary>
    public EscrowView Follow()
    {
        EscrowView view = _follower.RefreshAsync().GetAwaiter().GetResult().View;
        _origin.Catalogue = OriginCatalogue.Of([.. _held.Where(held => view.Find(held.Id) is not null)], view);
        return view;
    }

    Reply IHost.Answer(ServiceRequest request, long now) => Reply.Of(_origin.Handle(request, now));

    /// <summary>Its origin for those who pass its answers on.</summary>
    public IHost AsHost() => this;

    protected override Reply Answer(Moment moment, ServiceRequest request) =>
        IsDown ? Reply.Nobody : Reply.Of(_origin.Handle(request, moment.Now));

    internal static byte[] KeyOf(SimWorld world, string name)
    {
        byte[] key = new byte[32];
        world.Random(name).Fill(key);
        key[0] &= 0x7F; // below the group's order
        key[31] |= 1; // and above zero
        return key;
    }
}

/// <summary>What a release is like.</summary>
/// <param name="RewardWei">Reward for a device.</param>
internal sealed record ReleaseShape(System.Numerics.BigInteger RewardWei)
{
    /// <summary>Bytes of a segment; null for what suits the image.</summary>
    public int? SegmentBytes { get; init; }

    /// <summary>λ.</summary>
    public int Samples { get; init; } = Limits.MinSamples;

    /// <summary>Days until the claim deadline.</summary>
    public int ClaimDays { get; init; } = 30;
}

/// <summary>The world's clock for those who ask a <see cref="TimeProvider"/>.</summary>
internal sealed class WorldTime(SimWorld world) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(world.NowMs);
}
