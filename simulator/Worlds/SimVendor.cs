using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Simulator.Worlds;

/// <summary>A vendor with its account, its manifest key, its origin and its tool, which funds by the product's
/// publisher and outbox and can die.</summary>
internal sealed class SimVendor : SimHost, IHost, IDisposable
{
    private const long DownMs = 60_000;
    private readonly SimWorld _world;
    private readonly KeyPair _manifestKey;
    private readonly ReleaseBuilder _builder;
    private readonly OriginService _origin = new();
    private readonly EscrowFollower _follower;
    private readonly List<HeldRelease> _held = [];
    private readonly List<(WorldRelease Release, string Path)> _published = [];
    private readonly MemoryOutboxStore _sent = new();
    private readonly string _folder;
    private ToolRun? _run;
    private long _downUntilMs;

    public SimVendor(int number, SimWorld world, ISimChain chain, string folder, string name)
        : base(number, world.Random(name), $"http://{name}.example")
    {
        (_world, Chain, _folder) = (world, chain, Path.Combine(folder, name));
        Account = new PrivateKeyAccount(KeyOf(world, name + " account"));
        Node = new NodeHealth(world);
        Escrow = chain.As(Account, Node);
        _manifestKey = new KeyPair(KeyKind.Manifest, KeyOf(world, name + " manifest"));
        _builder = new ReleaseBuilder(world.Random(name + " builds"), new WorldTime(world));
        _follower = new EscrowFollower(Escrow, chain.FirstBlock);
    }

    public static ProductId Product { get; } = ProductId.Of("vendor.example", "sensor");

    public ISimChain Chain { get; }

    public PrivateKeyAccount Account { get; }

    public IEscrow Escrow { get; }

    /// <summary>How its node and its signer are.</summary>
    public NodeHealth Node { get; }

    /// <summary>The public manifest key, 33 bytes.</summary>
    public byte[] Signer => _manifestKey.CompressedPublicKey;

    /// <summary>Whether nobody can reach its origin.</summary>
    public bool IsDown { get; set; }

    /// <summary>Where a run of its tool dies of a call; null where it does not.</summary>
    public Func<EscrowCall, CrashPoint?> Mishap { get; set; } = static _ => null;

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

    /// <summary>Writes a release down; nothing of it is funded.</summary>
    /// <returns>Its folder.</returns>
    public string Write(WorldRelease release)
    {
        string path = Path.Combine(_folder, release.Id.ToWire());
        Directory.CreateDirectory(_folder);
        ReleaseFolder.Create(path, release.Signed).Dispose();
        return path;
    }

    /// <summary>Has a release funded and served, from the next steps on.</summary>
    public void Publish(WorldRelease release) => _published.Add((release, Write(release)));

    /// <summary>Funds what the chain does not show, and serves the rest; called between two windows.</summary>
    public void Tend(Moment moment)
    {
        if (Follow() is not { } view) return;
        foreach ((WorldRelease release, string path) in _published)
        {
            if (view.Find(release.Id) is null) Do(moment, run => run.Publisher.PublishAsync(run.Open(path)));
            else if (_held.All(held => held.Id != release.Id)) Serve(release.Signed.ToHeld());
        }
    }

    /// <summary>Has the tool do something, unless it is down: until the chain has come so far as it needs, it is told
    /// again and again.</summary>
    /// <param name="moment">When.</param>
    /// <param name="command">What; its tasks are completed when they are returned.</param>
    /// <returns>Whether it was done.</returns>
    public bool Do(Moment moment, Func<ToolRun, Task> command)
    {
        if (moment.NowMs < _downUntilMs) return false;
        try
        {
            command(_run ??= new ToolRun(Chain, Account, Node, _sent, Mishap)).GetAwaiter().GetResult();
            return true;
        }
        catch (ChainException e)
        {
            if (e is not (TransactionTimeoutException or AccountBusyException))
                moment.Note(new CallRefused(Account.Address, "fund", e.GetType().Name));
            return false;
        }
        catch (ProcessDiedException e)
        {
            moment.Note(new FaultInjected($"vendor's tool dies {e.Point switch
            {
                CrashPoint.Now => "before it writes",
                CrashPoint.BeforeSending => "before it sends",
                _ => "after it sent",
            }}"));
            Dispose();
            _run = null;
            _downUntilMs = moment.NowMs + DownMs;
            return false;
        }
    }

    /// <summary>Ends the tool's run.</summary>
    public void Dispose() => _run?.Dispose();

    /// <summary>Puts a release on the origin, in place of what it had of it.</summary>
    public void Serve(HeldRelease release)
    {
        _held.RemoveAll(held => held.Id == release.Id);
        _held.Add(release);
        Follow();
    }

    /// <summary>Takes a release back: from now on its folder and its origin say so.</summary>
    public void TakeBack(WorldRelease release)
    {
        byte[] notice = RecallNotice.Sign(release.Id, _world.Now, _manifestKey);
        using (ReleaseFolder folder = ReleaseFolder.Load(_published.Single(one => one.Release == release).Path))
            folder.TakeBack(notice);
        Serve(release.Signed.ToHeld().WithRecall(notice));
    }

    /// <summary>Sees what its node shows; to be called between two windows.</summary>
    /// <returns>What that is; null where the node does not answer.</returns>
    public EscrowView? Follow()
    {
        try
        {
            EscrowView view = _follower.RefreshAsync().GetAwaiter().GetResult().View;
            _origin.Catalogue = OriginCatalogue.Of([.. _held.Where(held => view.Find(held.Id) is not null)], view);
            return view;
        }
        catch (ChainException)
        {
            return null; // as the product's origin does, it looks again later
        }
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
