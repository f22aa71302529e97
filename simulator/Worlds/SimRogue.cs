using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>A distributor that keeps none of the rules. It deals with the devices of the first tranche alone: nobody
/// else's receipt is worth anything to it.</summary>
internal sealed class SimRogue : SimHost
{
    private readonly WorldRelease _release;
    private readonly IEscrow _escrow;
    private readonly HashSet<RogueSession> _tried = [];

    public SimRogue(int number, SimWorld world, ISimChain chain, IHost origin, WorldRelease release, string name)
        : base(number, world.Random(name), $"http://{name}.example")
    {
        _release = release;
        Cheat = new RogueDistributor(
            Eip712.Domain(chain.ChainId, chain.Escrow.ToBytes()), origin, release,
            new PrivateKeyAccount(SimVendor.KeyOf(world, name + " account")), Url);
        _escrow = chain.As(Cheat.Account);
        StartWei = chain.BalanceOf(Cheat.Address);
    }

    /// <summary>What kind it is.</summary>
    public required Behaviour Behaviour { get; init; }

    /// <summary>How it cheats.</summary>
    public RogueDistributor Cheat { get; }

    /// <summary>What it held when it began, in wei.</summary>
    public BigInteger StartWei { get; }

    /// <summary>Bytes of the package that it deals with.</summary>
    public int PackageBytes => _release.Manifest.SegmentCount * _release.Manifest.SegmentSize;

    /// <summary>Prepares for a request; told whose it is, where that is known.</summary>
    public Action<Address?, ServiceRequest>? Prepare { get; set; }

    /// <summary>The key with which it claims a session's reward at that time, Unix seconds; null for not now. The key
    /// need not be the right one.</summary>
    public Func<RogueSession, long, byte[]?> Claims { get; set; } = (_, _) => null;

    /// <summary>Claims what it means to.</summary>
    public override void Step(Moment moment)
    {
        foreach (RogueSession session in Cheat.Sessions.Where(each => each.Receipt is not null))
        {
            if (_tried.Contains(session) || Claims(session, moment.Now) is not { } key) continue;
            _tried.Add(session);
            try
            {
                _escrow.SubmitAsync(new Claim(
                    _release.Id, 0, [Cheat.DeliveryOf(session)], [Hash32.FromBytes(key)])).GetAwaiter().GetResult();
                moment.Note(new FaultInjected("rogue claim"));
            }
            catch (ChainException e)
            {
                moment.Note(new CallRefused(Cheat.Address, nameof(Claim), e.GetType().Name));
            }
        }
    }

    protected override Reply Answer(Moment moment, ServiceRequest request)
    {
        Address? device = DeviceOf(request);
        if (request is { Method: "POST", Parts: ["sessions"] })
        {
            OpenRequest open = OpenRequest.Parse(request.Body);
            if (!Bytes.Equal(open.ReleaseId, _release.Id.ToBytes())) return Reply.Refused(404);
            if (_release.IndexOf(device!.Value) < 0) return Reply.Refused(403);
        }

        Prepare?.Invoke(device, request);
        int before = Cheat.Sessions.Count;
        Reply reply = Cheat.Answer(request, moment.Now);
        if (Cheat.Sessions.Count > before && Cheat.Sessions.Last() is { Garbled.Count: > 0 } session)
            moment.Note(new FalseSession(session.Device, session.Garbled.Count, session.Evaluations.Length));
        return reply;
    }

    private Address? DeviceOf(ServiceRequest request) => request switch
    {
        { Method: "POST", Parts: ["sessions"] } => Address.FromBytes(OpenRequest.Parse(request.Body).Device),
        { Parts: ["sessions", var id, ..] } => Cheat.Find(id)?.Device,
        _ => null,
    };
}
