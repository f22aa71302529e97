using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A distributor, a release, a fleet and a chain of events, on one thread under a clock that tests
/// move.</summary>
internal sealed class World : IDisposable
{
    public const long Start = 1_900_000_000;
    public const long Deadline = Start + 30 * Day;
    public const long Day = 24 * Hour;
    public const long Hour = 3600;
    public const int Samples = 32;

    public static readonly ISymmetric Host = new HostSymmetric();
    public static readonly EscrowIdentity Identity = new(31337, AddressOf("escrow"), AddressOf("distributor"));
    public static readonly Address Self = Identity.Account!.Value;
    public static readonly Address Vendor = AddressOf("vendor");
    public static readonly byte[] Domain = Eip712.Domain(Identity.ChainId, Identity.Escrow.ToBytes());
    public static readonly byte[] ManifestKey = KeyOf("manifest");

    private static readonly Package Packed =
        Package.Pack(Host, Encoding.ASCII.GetBytes("firmware"), 16, Samples, new byte[16]);

    private readonly Func<IDistributorBooks> _open;
    private readonly Func<IEpochMarkStore?> _openMark;
    private int _epochs;

    public World(
        DistributorPolicy? policy = null,
        int devices = 8,
        Func<IDistributorBooks>? books = null,
        Func<IEpochMarkStore>? mark = null,
        Address token = default,
        ServingLimits? limits = null,
        bool hasMark = true)
    {
        Limits = limits ?? new ServingLimits();
        Policy = policy ?? new DistributorPolicy();
        Devices = [.. Enumerable.Range(0, devices).Select(i => new TestDevice(this, KeyOf("device " + i)))];
        Fleet = new FleetList([.. Devices.Select(d => d.Address)]);
        (Holding, ReleaseCreated created) = NewRelease(1, Vendor);
        Created = created with { Token = token };
        _open = books ?? (() => new MemoryBooks());
        _openMark = () => mark is not null ? mark() : hasMark ? new MemoryEpochMark() : null;
        Restart();
        Block(Created, Tranche(0));
        Holdings.Put(Holding = Holding.With(0, HeldFleet.Verify(Fleet.ToBytes(), Tranche(0))));
    }

    public DistributorPolicy Policy { get; }

    public ServingLimits Limits { get; }

    public long Now { get; set; } = Start;

    public int CachedOffers { get; init; } = 256;

    public IReadOnlyList<TestDevice> Devices { get; }

    public FleetList Fleet { get; }

    public Holding Holding { get; private set; }

    public ReleaseCreated Created { get; }

    public ReleaseId Release => Holding.Id;

    public HoldingSet Holdings { get; } = new();

    public IDistributorBooks Books { get; private set; } = null!;

    public DistributorService Service { get; private set; } = null!;

    public ChainState Chain { get; private set; } = ChainState.Empty;

    public static byte[] KeyOf(string name) => Sha256.Hash(Encoding.ASCII.GetBytes(name));

    public static Address AddressOf(string name) => Address.FromBytes(Ecdsa.Address(KeyOf(name)));

    /// <summary>Ends the distributor's process, if it runs, and starts another over the same files.</summary>
    public void Restart()
    {
        Service?.Dispose();
        Books = _open();
        DistributorSetup setup = new(Identity.ChainId, Identity.Escrow, Self, KeyOf("secret"))
        {
            Policy = Policy,
            Limits = Limits,
            CachedOffers = CachedOffers,
        };
        Guid fresh = new(KeyOf("epoch " + _epochs++).AsSpan(0, 16));
        Service = new DistributorService(setup, Books, _openMark(), Holdings, fresh) { Chain = Chain };
    }

    /// <summary>A block at the present time with these events.</summary>
    public void Block(params EscrowEvent[] events)
    {
        long number = (Chain.Head?.Number ?? 0) + 1;
        Hash32 hash = Hash32.FromBytes(KeyOf("block " + number));
        Chain = Chain.Advance(
            new BlockHeader(number, hash, default, Now),
            [.. events.Select((e, i) => e with { At = new(number, hash, i, default) })]);
        Service.Chain = Chain;
    }

    public void Blocks(int count)
    {
        for (int i = 0; i < count; i++) Block();
    }

    /// <summary>So many blocks that what there is is settled.</summary>
    public void Settle() => Blocks(Policy.Confirmations.Confirmations!.Value);

    /// <summary>Takes blocks off the chain's end.</summary>
    public void TakeBack(int blocks) => Service.Chain = Chain = Chain.RollBackTo(Chain.Head!.Number - blocks);

    public TrancheAdded Tranche(uint number) => new(
        default, Release, number, new FleetTree(Fleet).Root, (uint)Fleet.Count);

    /// <summary>Another release of the same package, held and funded for the same fleet.</summary>
    public ReleaseId AddRelease(long counter, Address vendor, Action<Manifest>? change = null)
    {
        (Holding holding, ReleaseCreated created) = NewRelease(counter, vendor, change);
        TrancheAdded tranche = Tranche(0) with { Release = holding.Id };
        Block(created, tranche);
        Holdings.Put(holding.With(0, HeldFleet.Verify(Fleet.ToBytes(), tranche)));
        return holding.Id;
    }

    public Answer Get(string path, params (string Name, string Value)[] query) => Handle(
        new ServiceRequest("GET", path) { Query = query.ToDictionary(q => q.Name, q => q.Value) });

    public Answer Post(string path, byte[] body) => Handle(
        new ServiceRequest("POST", path) { Body = body, ContentType = Answer.Cbor });

    private Answer Handle(ServiceRequest request) =>
        Documented.Check(Service.Handle(request, Now), request, ServerRole.Distributor);

    public Reserved ReservedBy(Address distributor, long expiry, params Exchange[] exchanges) => new(
        default,
        new Reservation(
            exchanges[0].Release, 0, distributor, expiry,
            [.. exchanges.Select(e => new Accepted((uint)e.Index, e.Device.Address, e.KeyCommitment))]));

    public Delivered DeliveredBy(Address distributor, Exchange exchange, Hash32 key) =>
        new(default, exchange.Release, exchange.Device.Address, distributor, key);

    public static void AssertStatus(int expected, Answer answer)
    {
        string body = answer.ContentType == Answer.Problem ? Encoding.UTF8.GetString(answer.Body()) : "";
        Assert.AreEqual(expected, answer.Status, body);
        if (expected >= 400) Assert.AreEqual(Answer.Problem, answer.ContentType);
    }

    public void Dispose() => Service.Dispose();

    private static (Holding Holding, ReleaseCreated Created) NewRelease(
        long counter, Address vendor, Action<Manifest>? change = null)
    {
        Manifest manifest = new()
        {
            ProductId = new byte[16],
            Version = new ImageVersion(1, 0, 0, counter),
            SecurityCounter = counter,
            ImageSize = 8,
            ImageSha256 = new byte[32],
            SegmentSize = Packed.SegmentSize,
            PackageRoot = Packed.Root,
            Samples = Samples,
            ChainId = Identity.ChainId,
            Escrow = Identity.Escrow.ToBytes(),
            VendorAccount = vendor.ToBytes(),
            NotAfter = Deadline,
            Origins = [],
            IssuedAt = Start,
            PayloadFormat = PayloadFormat.Opaque,
            HardwareRevisions = [],
        };
        change?.Invoke(manifest);
        Holding holding = Holding.Verify(manifest.Sign(Host, ManifestKey), Packed.Content);
        Hash32 hash = Hash32.FromBytes(manifest.Hash());
        string url = "https://vendor.example";
        return (holding, new ReleaseCreated(default, holding.Id, vendor, hash, default, 1000, Deadline, url));
    }
}
