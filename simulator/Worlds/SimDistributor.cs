using System;
using System.Collections.Generic;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>A distributor: the real service over its books, its chain and its holdings, in a process that can
/// die.</summary>
internal class SimDistributor : SimHost, ISessionObserver
{
    private readonly SimWorld _world;
    private readonly HoldingSet _holdings = new();
    private readonly EscrowFollower _follower;
    private readonly byte[] _secret;
    private readonly IEpochMarkStore _mark = new MemoryEpochMark();
    private readonly DistributorPolicy _policy;
    private DistributorService? _service;
    private readonly IEscrowOutbox _outbox;
    private readonly RefusedCalls _refused;
    private Moment? _moment;

    public SimDistributor(int number, SimWorld world, ISimChain chain, string name, DistributorPolicy policy)
        : base(number, world.Random(name), $"http://{name}.example")
    {
        (_world, Chain, Name, _policy) = (world, chain, name, policy);
        Account = new PrivateKeyAccount(SimVendor.KeyOf(world, name + " account"));
        Escrow = chain.As(Account);
        _refused = new RefusedCalls(policy.ResendSeconds);
        _outbox = Escrow.OpenOutbox(new MemoryOutboxStore(), new OutboxOptions());
        StartWei = chain.BalanceOf(Account.Address);
        _secret = SimVendor.KeyOf(world, name + " secret");
        _follower = new EscrowFollower(Escrow, chain.FirstBlock);
        _service = Start();
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

    /// <summary>Whether it turns receipts into payments.</summary>
    public bool Claims { get; init; } = true;

    /// <summary>Whether it has something to look after.</summary>
    public bool HasWork => _service is not null && Claims;

    /// <summary>Takes up a release that the chain shows; to be called between two windows.</summary>
    public void TakeUp(WorldRelease release) => _holdings.Put(release.HoldingFor(
        Follow().View.Find(release.Id) ?? throw new InvalidOperationException("The chain does not show that release.")));

    /// <summary>Takes up a release with all its tranches' lists.</summary>
    public void TakeUp(Holding holding) => _holdings.Put(holding);

    /// <summary>What it holds of a release; null for nothing.</summary>
    public Holding? HoldingOf(ReleaseId release) => _holdings.Find(release);

    /// <summary>Follows the chain, claims, and sees to what is on its way.</summary>
    public override void Step(Moment moment)
    {
        if (_service is not { } service) return;
        _moment = moment;
        OutboxReport report = Wait(_outbox.TendAsync());
        foreach (SettledTransaction each in report.Settled)
            moment.Note(new OutboxSettled(Address, each.Label, each.Outcome.ToString(), each.Fee));
        ChainState chain = Follow();
        service.Follow(chain, moment.Now);
        if (!Claims) return;
        ClaimFacts facts = new()
        {
            SettledBlock = chain.Head is { } head ? _policy.Confirmations.SettledBlock(head.Number, tagged: null) : null,
            GasPrice = Wait(_outbox.GetGasPriceAsync()),
            InFlight = _outbox.InFlight,
            Refused = _refused.At(moment.Now),
        };
        foreach (ClaimCall decided in service.PlanClaims(moment.Now, facts))
        {
            try
            {
                IPreparedCall prepared = Wait(_outbox.PrepareAsync(decided.Call));
                if (service.Commit(decided)) Wait(prepared.SendAsync());
            }
            catch (ChainException e)
            {
                _refused.Add(decided.Call, moment.Now);
                moment.Note(new CallRefused(Address, CallSubjects.Label(decided.Call), e.GetType().Name));
            }
        }

        foreach (ReleaseId past in service.DropPast(moment.Now)) moment.Note(new ReleaseDropped(past));
    }

    /// <summary>Its process dies; what was written outlives it.</summary>
    public void Crash(Moment moment, long downMs)
    {
        if (_service is null) return;
        moment.Note(new FaultInjected("crash"));
        _service = null;
        moment.After(downMs, at => Restart(at, Books));
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
        moment.Note(new FaultInjected("restored from backup"));
        _service = null;
        Backup = null;
        moment.After(downMs, at => Restart(at, backup));
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

    private void Restart(Moment moment, MemoryBooks books)
    {
        if (_service is not null) return;
        (Books, _moment) = (books, moment);
        Restarts++;
        _service = Start();
        Step(moment);
    }

    private ChainState Follow() => Wait(_follower.RefreshAsync());

    private DistributorService Start()
    {
        DistributorSetup setup = new(Chain.ChainId, Chain.Escrow, Address, _secret) { Policy = _policy, Observer = this };
        byte[] fresh = new byte[16];
        Random.Fill(fresh);
        var service = new DistributorService(setup, Books, _mark, _holdings, new Guid(fresh));
        service.Follow(Follow(), _world.Now);
        return service;
    }

    private static T Wait<T>(System.Threading.Tasks.Task<T> task) => task.GetAwaiter().GetResult();
}
