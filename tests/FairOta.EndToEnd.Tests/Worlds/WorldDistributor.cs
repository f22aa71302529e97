using System;
using System.Collections.Generic;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A distributor: the real service over its books, its chain and its holdings.</summary>
internal sealed class WorldDistributor : IHost, IDisposable
{
    private readonly World _world;
    private readonly HoldingSet _holdings = new();
    private readonly EscrowFollower _follower;
    private readonly byte[] _secret;
    private IEpochMarkStore _mark = new MemoryEpochMark();
    private int _starts;

    public WorldDistributor(World world, string name)
    {
        _world = world;
        Name = name;
        Url = $"http://{name}.example";
        Account = Keys.Account(name + " account");
        Escrow = world.Chain.As(Account);
        StartWei = world.Chain.BalanceOf(Address);
        _secret = Keys.Secret(name + " secret");
        _follower = new EscrowFollower(world.Chain.As(Account), world.Chain.FirstBlock);
        Books = new MemoryBooks();
        Service = Start();
    }

    public string Name { get; }

    public string Url { get; }

    public PrivateKeyAccount Account { get; }

    public Address Address => Account.Address;

    public IEscrow Escrow { get; }

    public DistributorPolicy Policy { get; private set; } = new() { BatchAgeSeconds = 0 };

    public IDistributorBooks Books { get; private set; }

    public DistributorService Service { get; private set; }

    /// <summary>What it held when it began, in wei.</summary>
    public BigInteger StartWei { get; }

    /// <summary>What becomes of its answers.</summary>
    public Adversary? Adversary { get; set; }

    /// <summary>Whether nobody can reach it.</summary>
    public bool IsDown { get; set; }

    /// <summary>What its calls cost in gas so far, in wei.</summary>
    public BigInteger FeesWei { get; private set; }

    /// <summary>Whether it turns receipts into payments.</summary>
    public bool Claims { get; set; } = true;

    /// <summary>Sees every call before it is sent, may act first, and may put another or null in its place.</summary>
    public Func<EscrowCall, EscrowCall?>? BeforeSending { get; set; }

    /// <summary>Every call that was sent, in order.</summary>
    public List<EscrowCall> Sent { get; } = [];

    /// <summary>Calls that the escrow refused.</summary>
    public List<EscrowRevertedException> Refused { get; } = [];

    /// <summary>Takes a release up, verified against what the chain shows.</summary>
    public void TakeUp(WorldRelease release)
    {
        Follow();
        _holdings.Put(release.HoldingFor(Service.Chain.View.Find(release.Id)
            ?? throw new InvalidOperationException("The chain does not show that release.")));
    }

    /// <summary>Takes up what is at hand, as it is.</summary>
    public void TakeUp(Holding holding)
    {
        Follow();
        _holdings.Put(holding);
    }

    public void Follow() => Service.Chain = World.Wait(_follower.RefreshAsync());

    /// <summary>The key of a session, whether or not it may be given out.</summary>
    public Hash32 KeyOf(byte[] sessionId)
    {
        Session session = Books.Find(SessionId.FromBytes(sessionId))!;
        return new Offer(_secret, session, _holdings.Find(session.Release)!, new OfferCost()).Key;
    }

    /// <summary>Follows the chain, and claims.</summary>
    public void Step()
    {
        Follow();
        if (!Claims) return;
        foreach (ClaimCall decided in Service.PlanClaims(_world.Now))
        {
            if (!WouldSucceed(decided.Call) || !Service.Commit(decided)) continue;
            EscrowCall? call = BeforeSending is null ? decided.Call : BeforeSending(decided.Call);
            if (call is not null) Send(call);
        }
    }

    public bool HasWork => Claims && Books.Claimable().Count > 0;

    public Reply Answer(ServiceRequest request, long now)
    {
        if (IsDown) return Reply.Nobody;
        Reply honest = Reply.Of(Service.Handle(request, now));
        return Adversary?.Invoke(request, honest) ?? honest;
    }

    /// <summary>A new process over the same books and mark.</summary>
    public void Restart(DistributorPolicy? policy = null)
    {
        Policy = policy ?? Policy;
        Service = Start();
        Follow();
    }

    /// <summary>A new process over other books; the mark outside of them stays unless another is given.</summary>
    public void Restart(IDistributorBooks books, IEpochMarkStore? mark = null)
    {
        if (mark is not null) _mark = mark;
        Books = books;
        Restart();
    }

    public void Dispose() => Service.Dispose();

    private bool WouldSucceed(EscrowCall call)
    {
        try
        {
            Escrow.SimulateAsync(call).GetAwaiter().GetResult();
            return true;
        }
        catch (EscrowRevertedException e)
        {
            Refused.Add(e);
            return false;
        }
    }

    private DistributorService Start()
    {
        DistributorSetup setup = new(_world.Chain.ChainId, _world.Chain.Escrow, Address, _secret) { Policy = Policy };
        Guid fresh = new(Keys.Secret($"{Name} epoch {_starts++}")[..16]);
        return new DistributorService(setup, Books, _mark, _holdings, fresh);
    }

    /// <summary>Sends a call and waits for its block; null where the escrow refuses it.</summary>
    public EscrowResult? Send(EscrowCall call)
    {
        try
        {
            EscrowResult result = World.Wait(Escrow.SendAsync(call));
            FeesWei += result.Fee;
            Sent.Add(call);
            return result;
        }
        catch (EscrowRevertedException e)
        {
            Refused.Add(e);
            return null;
        }
    }
}
