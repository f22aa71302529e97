using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
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

/// <summary>A distributor: the real service and loop over its books, its outbox's store, its chain and its holdings, in
/// a process that can die.</summary>
internal class SimDistributor : SimHost, ISessionObserver, IOutboxWatcher
{
    private static readonly SimMeters Meters = new();
    private static readonly CallCounter Counter = new(Meters);
    private static readonly DistributorTelemetry Telemetry =
        new(Meters, NullLogger<DistributorTelemetry>.Instance);
    private readonly SimWorld _world;
    private readonly HoldingSet _holdings = new();
    private readonly MemoryOutboxStore _sent = new();
    private readonly byte[] _secret;
    private readonly IEpochMarkStore _mark = new MemoryEpochMark();
    private readonly DistributorPolicy _policy;
    private DistributorService? _service;
    private DistributorLoop? _loop;
    private (CrashPoint Point, long DownMs)? _dies;
    private Moment? _moment;

    public SimDistributor(int number, SimWorld world, ISimChain chain, string name, DistributorPolicy policy)
        : base(number, world.Random(name), $"http://{name}.example")
    {
        (_world, Chain, Name, _policy) = (world, chain, name, policy);
        Account = new PrivateKeyAccount(SimVendor.KeyOf(world, name + " account"));
        Escrow = chain.As(Account);
        StartWei = chain.BalanceOf(Account.Address);
        _secret = SimVendor.KeyOf(world, name + " secret");
        Start();
    }

    public string Name { get; }

    public ISimChain Chain { get; }

    public PrivateKeyAccount Account { get; }

    public Address Address => Account.Address;

    public IEscrow Escrow { get; }

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

    /// <summary>Takes up a release that the chain shows; to be called between two windows.</summary>
    public void TakeUp(WorldRelease release)
    {
        ChainState chain = Read();
        _holdings.Put(release.HoldingFor(chain.View.Find(release.Id)
            ?? throw new InvalidOperationException("The chain does not show that release.")));
        _service?.Follow(chain, _world.Now);
    }

    /// <summary>Takes up a release with all its tranches' lists.</summary>
    public void TakeUp(Holding holding) => _holdings.Put(holding);

    /// <summary>What it holds of a release; null for nothing.</summary>
    public Holding? HoldingOf(ReleaseId release) => _holdings.Find(release);

    /// <summary>A step of the product's own loop: sees to what is on its way, follows the chain, and claims.</summary>
    public override void Step(Moment moment)
    {
        if (_service is not { } service) return;
        _moment = moment;
        try
        {
            if (Claims) _loop!.StepAsync(moment.Now, default).GetAwaiter().GetResult();
            else service.Follow(Read(), moment.Now);
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
        if (point == CrashPoint.Now) Die(moment, "crash", downMs, Books);
        else _dies = (point, downMs);
    }

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
        Backup = null;
        Die(moment, "restored from backup", downMs, backup);
    }

    void IOutboxWatcher.Tended(OutboxReport report)
    {
        foreach (SettledTransaction each in report.Settled)
            _moment?.Note(new OutboxSettled(Address, each.Label, each.Outcome.ToString(), each.Fee));
    }

    void IOutboxWatcher.Refused(EscrowCall call, ChainException why) =>
        _moment?.Note(new CallRefused(Address, CallSubjects.Label(call), why.GetType().Name));

    void IOutboxWatcher.Sending(EscrowCall call, bool isSent)
    {
        CrashPoint point = isSent ? CrashPoint.AfterSending : CrashPoint.BeforeSending;
        if (_dies is { } dies && dies.Point == point) throw new ProcessDiedException(dies.Point, dies.DownMs);
    }

    void ISessionObserver.Written(IReadOnlyList<Session> sessions, EscrowView view)
    {
        foreach (Session session in sessions)
            _moment?.Note(new SessionWritten(
                session.Release, session.Device, Address, session.Standing, session.KeyOut, session.LostTo));
    }

    protected override Reply Answer(Moment moment, ServiceRequest request)
    {
        if (_service is not { } service) return Reply.Nobody;
        _moment = moment;
        Reply honest = Reply.Of(service.Handle(request, moment.Now));
        return Adversary?.Invoke(moment, request, honest) ?? honest;
    }

    private ChainState Read() =>
        new EscrowFollower(Escrow, Chain.FirstBlock).RefreshAsync().GetAwaiter().GetResult();

    private void Die(Moment moment, string kind, long downMs, MemoryBooks books)
    {
        moment.Note(new FaultInjected(kind));
        (_service, _loop, _dies) = (null, null, null);
        moment.After(downMs, at =>
        {
            (Books, _moment) = (books, at);
            Restarts++;
            Start();
            Step(at);
        });
    }

    /// <summary>A process of its own: of the last nothing is left but books, outbox store, mark and holdings.</summary>
    private void Start()
    {
        DistributorSetup setup = new(Chain.ChainId, Chain.Escrow, Address, _secret)
        {
            Policy = _policy,
            Observer = this,
        };
        byte[] fresh = new byte[16];
        Random.Fill(fresh);
        _service = new DistributorService(setup, Books, _mark, _holdings, new Guid(fresh));
        DistributorOptions options = new() { Escrow = Escrow, Policy = _policy, PublicUrl = Url };
        IEscrowOutbox outbox = Escrow.OpenOutbox(_sent, new OutboxOptions
        {
            Confirmations = _policy.Confirmations,
            ReplaceSeconds = _policy.ReplaceSeconds,
        });
        _loop = new DistributorLoop(
            _service, Escrow, new WatchedOutbox(outbox, this),
            new EscrowFollower(Escrow, Chain.FirstBlock, keepSeconds: Limits.RepairAfterDeadlineSeconds),
            past => _moment!.Note(new ReleaseDropped(past)), options, Counter, Telemetry,
            NullLogger<DistributorLoop>.Instance);
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
