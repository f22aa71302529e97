using System.Collections.Generic;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>Makes distributors of every kind.</summary>
internal static class Crews
{
    private const double GarbledShare = 0.05;

    public static SimHost Make(FleetWorld world, Behaviour behaviour, int number, string name)
    {
        if (behaviour is Behaviour.Garbling or Behaviour.Lying or Behaviour.Withholding)
            return MakeRogue(world, behaviour, number, name);
        DistributorPolicy policy =
            behaviour == Behaviour.Lazy ? Policy with { BatchAgeSeconds = 12 * 3600 } : Policy;
        return new SimDistributor(number, world.World, world.Chain, name, policy)
        {
            Behaviour = behaviour,
            BytesPerSecond = behaviour == Behaviour.Slow ? 400 : 12_500_000,
            Adversary = behaviour == Behaviour.Greedy
                ? static (_, request, honest) => request.Parts is [.., "repair"] ? Reply.Refused(403) : honest
                : null,
        };
    }

    private static DistributorPolicy Policy => new() { BatchAgeSeconds = 120, ReleaseCredit = 256, VendorCredit = 1024 };

    private static SimRogue MakeRogue(FleetWorld world, Behaviour behaviour, int number, string name)
    {
        SimRogue rogue = new(number, world.World, world.Chain, world.Vendor.AsHost(), world.Release, name)
        {
            Behaviour = behaviour,
        };
        RogueDistributor cheat = rogue.Cheat;
        switch (behaviour)
        {
            case Behaviour.Garbling:
                cheat.Garbled = _ => Some(rogue.Random, world.Release.Manifest.SegmentCount);
                break;
            case Behaviour.Lying:
                cheat.SpoilEvaluation = (_, evaluation) => evaluation[^1] ^= (byte)rogue.Random.Next(2);
                cheat.SpoilCommitments = commitments => commitments[^1] ^= (byte)rogue.Random.Next(2);
                break;
            default:
                cheat.KeyGiven = static _ => null;
                break;
        }

        return rogue;
    }

    private static HashSet<int> Some(SimRandom random, int segments)
    {
        HashSet<int> garbled = [];
        for (int i = 1; i <= segments; i++)
            if (random.Chance(GarbledShare)) garbled.Add(i);
        return garbled;
    }
}
