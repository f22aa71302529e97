using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Scenarios;
using Microsoft.Extensions.Logging.Abstractions;

namespace FairOta.Simulator.Worlds;

/// <summary>When a distributor's process dies.</summary>
internal enum CrashPoint
{
    /// <summary>At once.</summary>
    Now,

    /// <summary>Once its books say that a call is sent, and before it is.</summary>
    BeforeSending,

    /// <summary>As soon as a call was sent.</summary>
    AfterSending,
}

/// <summary>A distributor: the real service, loop and keeper of releases over its books, its outbox's store, its chain
/// and its folder, in a process that can die. It learns of releases from the chain alone and fetches them over the
/// network.</summary>
internal class SimDistributor : SimHost, ISessionObserver, IOutboxWatcher, IDisposable
{
    /// <summary>By which those who serve know each other, and give each other packages.</summary>
    private const string PackageToken = "those who serve this fleet";
    private static readonly SimMeters Meters = new();
    private static readonly CallCounter Counter = new(Meters);
    private static readonly DistributorTelemetry Telemetry =
        new(Meters, NullLogger<DistributorTelemetry>.Instance);
    private readonly HostTime _time;
    private readonly string _folder;
    private readonly MemoryOutboxStore _sent = new();
    private readonly byte[] _secret;
    private readonly IEpochMarkStore _mark = new MemoryEpochMark();
    private readonly DistributorPolicy _policy;
    private readonly Dictionary<ReleaseId, long> _recalledAt = [];
    private readonly HashSet<ReleaseId> _shown = [];
    private DistributorService? _service;
    private DistributorLoop? _loop;
    private SimKeeper? _keeper;
    private (CrashPoint Point, long DownMs)? _dies;

    public SimDistributor(int number, FleetWorld world, string name, DistributorPolicy policy)
        : base(number, world.World.Random(name), $"http://{name}.example")
    {
        (World, Chain, Name, _policy) = (world, world.Chain, name, policy);
        _time = new HostTime(Show);
        _folder = Path.Combine(world.Folder, name);
        Account = new PrivateKeyAccount(SimVendor.KeyOf(world.World, name + " account"));
        Node = new NodeHealth(world.World);
        Escrow = Chain.As(Account, Node);
        StartWei = Chain.BalanceOf(Account.Address);
        _secret = SimVendor.KeyOf(world.World, name + " secret");
        Start();
    }

    public string Name { get; }

    /// <summary>Its world.</summary>
    protected FleetWorld World { get; }

    public ISimChain Chain { get; }

    public PrivateKeyAccount Account { get; }

    public Address Address => Account.Address;

    public IEscrow Escrow { get; }

    /// <summary>How its node and its signer are.</summary>
    public NodeHealth Node { get; }

    /// <summary>Its books: what outlives its process.</summary>
    public MemoryBooks Books { get; private set; } = new();

    /// <summary>What it held when it began, in wei.</summary>
    public BigInteger StartWei { get; }

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>What it promises of itself.</summary>
    public virtual DistributorPolicy Policy => _policy;

    /// <summary>What kind it is.</summary>
    public Behaviour Behaviour { get; init; }

    /// <summary>The newest backup of its books; null for none.</summary>
    public MemoryBooks? Backup { get; private set; }

    /// <summary>What it makes of its answers; null for nothing.</summary>
    public Func<Moment, ServiceRequest, Reply, Reply>? Adversary { get; init; }

    /// <summary>Whether its process runs.</summary>
    public bool IsUp => _service is not null;

    /// <summary>Whether it turns receipts into payments; where it does not, it follows the chain alone.</summary>
    public bool Claims { get; init; } = true;

    /// <summary>What it holds of a release; null for nothing, and while its process is down.</summary>
    public Holding? HoldingOf(ReleaseId release) => _keeper?.Holdings.Find(release);

    /// <summary>When it learned that a release was taken back, Unix seconds; null where it did not.</summary>
    public long? RecalledAt(ReleaseId release) =>
        _recalledAt.TryGetValue(release, out long at) ? at : null;

    /// <summary>A step of the product's own loop: sees to what is on its way, follows the chain, and claims; and of its
    /// keeper, which fetches and asks for recalls.</summary>
    public override void Step(Moment moment)
    {
        if (_service is not { } service) return;
        _time.Enter(moment);
        try
        {
            if (Claims) _loop!.StepAsync(moment.Now, default).GetAwaiter().GetResult();
            else service.Follow(Read(), moment.Now);
            _keeper!.Step(service.Chain.View, moment.Now);
            Show(moment);
        }
        catch (ProcessDiedException e)
        {
            string kind = e.Point == CrashPoint.BeforeSending ? "crash before sending" : "crash after sending";
            Die(moment, kind, e.DownMs, Books);
        }
    }

    /// <summary>Its process dies; what was written outlives it.</summary>
    /// <param name="moment">The present.</param>
    /// <param name="point">Now, or when it comes to that.</param>
    /// <param name="downMs">How long it is down, in milliseconds.</param>
    public void Crash(Moment moment, CrashPoint point, long downMs)
    {
        if (_service is null) return;
        _time.Enter(moment);
        if (point == CrashPoint.Now) Die(moment, "crash", downMs, Books);
        else _dies = (point, downMs);
    }

    /// <summary>Whether it runs, nothing is on its way, and every session that has a receipt is done with.</summary>
    public bool IsSettled => IsUp && _sent.Live().Count == 0 && Books.CountClaimable() == 0;

    /// <summary>Makes a backup of its books.</summary>
    public void BackUp(Moment moment)
    {
        Backup = Books.Copy();
        moment.Note(new FaultInjected("backup"));
    }

    /// <summary>Its process dies, and begins anew with books from a backup.</summary>
    public void Restore(Moment moment, MemoryBooks backup, long downMs)
    {
        if (_service is null) return;
        _time.Enter(moment);
        Backup = null;
        Die(moment, "restored from backup", downMs, backup);
    }

    /// <summary>Ends its process for good.</summary>
    public void Dispose() => _keeper?.Dispose();

    void IOutboxWatcher.Tended(OutboxReport report)
    {
        foreach (SettledTransaction each in report.Settled)
        {
            _time.Moment.Note(new OutboxSettled(Address, each.Label, each.Outcome.ToString(), each.Fee)
            {
                Transaction = each.Transaction,
            });
        }
    }

    void IOutboxWatcher.Refused(EscrowCall call, ChainException why) =>
        _time.Moment.Note(new CallRefused(Address, CallSubjects.Label(call), why.GetType().Name));

    void IOutboxWatcher.Sending(EscrowCall call, bool isSent)
    {
        CrashPoint point = isSent ? CrashPoint.AfterSending : CrashPoint.BeforeSending;
        if (_dies is { } dies && dies.Point == point) throw new ProcessDiedException(dies.Point, dies.DownMs);
    }

    void ISessionObserver.Written(IReadOnlyList<Session> sessions, EscrowView view)
    {
        foreach (Session session in sessions)
            _time.Moment.Note(new SessionWritten(
                session.Release, session.Device, Address, session.Standing, session.KeyOut, session.LostTo));
    }

    protected override Reply Answer(Moment moment, ServiceRequest request)
    {
        if (_service is not { } service) return Reply.Nobody;
        _time.Enter(moment);
        Reply honest = Reply.Of(service.Handle(request, moment.Now));
        return Adversary?.Invoke(moment, request, honest) ?? honest;
    }

    private ChainState Read() =>
        new EscrowFollower(World.Escrow, Chain.FirstBlock).RefreshAsync().GetAwaiter().GetResult();

    private void Die(Moment moment, string kind, long downMs, MemoryBooks books)
    {
        moment.Note(new FaultInjected(kind));
        _keeper!.Dispose();
        (_service, _loop, _keeper, _dies) = (null, null, null, null);
        moment.After(downMs, at =>
        {
            Books = books;
            _time.Enter(at);
            Restarts++;
            Start();
            _keeper!.Load(at.Now);
            Step(at);
        });
    }

    /// <summary>Lets everybody know what changed of what it holds.</summary>
    private void Show(Moment moment)
    {
        if (_keeper is not { } keeper) return;
        foreach (Holding held in keeper.Holdings.All.Values.OrderBy(held => held.Id))
        {
            if (_shown.Add(held.Id)) moment.Note(new ReleaseHeld(held.Id));
            if (held.IsRecalled && _recalledAt.TryAdd(held.Id, moment.Now)) moment.Note(new RecallTaken(held.Id));
        }

        foreach (ReleaseId gone in _shown.Where(id => keeper.Holdings.Find(id) is null).Order().ToList())
        {
            _shown.Remove(gone);
            moment.Note(new ReleaseLetGo(gone));
        }
    }

    /// <summary>A process of its own: of the last nothing is left but books, outbox store, mark and holdings.</summary>
    private void Start()
    {
        DistributorSetup setup = new(Chain.ChainId, Chain.Escrow, Address, _secret)
        {
            Policy = _policy,
            Packages = PackageAccess.Tokens([PackageToken]),
            Observer = this,
        };
        byte[] fresh = new byte[16];
        Random.Fill(fresh);
        DistributorOptions options = new()
        {
            Escrow = Escrow,
            Policy = _policy,
            PublicUrl = Url,
            PackageSources = [.. World.HostUrls.Where(url => url != Url)
                .Select(url => new PackageSource(url, PackageToken))],
            Releases = ReleaseFilter.All with
            {
                MaxTotalBytes = World.Scenario.RoomBytes ?? ReleaseFilter.All.MaxTotalBytes,
            },
        };
        HoldingStore store = new(_folder);
        HoldingSet holdings = new(store);
        _service = new DistributorService(setup, Books, _mark, holdings, new Guid(fresh));
        _keeper = new SimKeeper(
            holdings, store, _service, options, _time, new HostHttp(this, World.Network, _time));
        IEscrowOutbox outbox = Escrow.OpenOutbox(_sent, new OutboxOptions
        {
            Confirmations = _policy.Confirmations,
            ReplaceSeconds = _policy.ReplaceSeconds,
        });
        _loop = new DistributorLoop(
            _service, Escrow, ClaimTurn.Always(new WatchedOutbox(outbox, this)),
            new EscrowFollower(Escrow, Chain.FirstBlock, keepSeconds: Limits.RepairAfterDeadlineSeconds),
            Drop, options, Counter, Telemetry,
            NullLogger<DistributorLoop>.Instance);
    }

    private void Drop(ReleaseId past)
    {
        _keeper!.Remove(past);
        _shown.Remove(past);
        _time.Moment.Note(new ReleaseDropped(past));
    }

    /// <summary>Counts for nobody.</summary>
    private sealed class SimMeters : IMeterFactory
    {
        private readonly Meter _meter = new(DistributorHosting.TelemetryName);

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose()
        {
        }
    }
}
