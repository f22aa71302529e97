using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>A distributor that keeps none of the rules.</summary>
internal sealed class SimRogue : SimHost
{
    public SimRogue(int number, SimWorld world, ISimChain chain, IHost origin, WorldRelease release, string name)
        : base(number, world.Random(name), $"http://{name}.example") => Cheat = new RogueDistributor(
            Eip712.Domain(chain.ChainId, chain.Escrow.ToBytes()), origin, release,
            new PrivateKeyAccount(SimVendor.KeyOf(world, name + " account")), Url);

    /// <summary>What kind it is.</summary>
    public required Behaviour Behaviour { get; init; }

    /// <summary>How it cheats.</summary>
    public RogueDistributor Cheat { get; }

    protected override Reply Answer(Moment moment, ServiceRequest request) => Cheat.Answer(request, moment.Now);
}
