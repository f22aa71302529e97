using System.Numerics;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A cheat in a <see cref="World"/>, which can claim as well.</summary>
internal sealed class WorldRogue : RogueDistributor
{
    /// <summary>Serves that release under a base URL of its own.</summary>
    public WorldRogue(World world, WorldVendor vendor, WorldRelease release, string name = "rogue")
        : base(
            Eip712.Domain(world.Chain.ChainId, world.Chain.Escrow.ToBytes()), vendor, release,
            Keys.Account(name + " account"), $"http://{name}.example")
    {
        Escrow = world.Chain.As(Account);
        StartWei = world.Chain.BalanceOf(Address);
        world.Host(Url, this);
    }

    public IEscrow Escrow { get; }

    public BigInteger StartWei { get; }
}
