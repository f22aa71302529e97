using System.Collections.Generic;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>Makes distributors of every kind.</summary>
internal static class Crews
{
    private const int LastMinuteSeconds = 60;

    /// <summary>A distributor of that kind.</summary>
    public static SimHost Make(FleetWorld world, Behaviour behaviour, int number, string name)
    {
        if (behaviour is Behaviour.Garbling or Behaviour.Lying or Behaviour.Withholding)
            return MakeRogue(world, behaviour, number, name);
        DistributorPolicy policy = new()
        {
            BatchAgeSeconds = behaviour == Behaviour.Lazy ? 12 * 3600 : 120,
            ReleaseCredit = world.Scenario.Credit,
            VendorCredit = 4 * world.Scenario.Credit,
        };
        return new SimDistributor(number, world, name, policy)
        {
            Behaviour = behaviour,
            BytesPerSecond = behaviour == Behaviour.Slow ? 400 : 12_500_000,
            Adversary = behaviour == Behaviour.Greedy
                ? static (_, request, honest) => request.Parts is [.., "repair"] ? Reply.Refused(403) : honest
                : null,
        };
    }

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
                double share = 0.01 + 0.29 * rogue.Random.NextDouble();
                cheat.Garbled = _ => Some(rogue.Random, world.Release.Manifest.SegmentCount, share);
                cheat.KeyGiven = static _ => null; // it comes with the claim
                rogue.Claims = static (session, _) => session.Key;
                break;
            case Behaviour.Lying:
                Lies.Tell(rogue);
                // What lies got a receipt for, it claims with a key of its own making.
                rogue.Claims = (session, _) =>
                    rogue.Random.Chance(0.5) ? session.Key : SimVendor.KeyOf(world.World, name);
                break;
            default:
                // Some rewards it lets go, some it takes when nobody hopes for a key any more.
                cheat.KeyGiven = static _ => null;
                rogue.Claims = static (session, now) =>
                    session.Device.ToBytes()[^1] % 2 == 0 && session.ValidUntil - now < LastMinuteSeconds
                        ? session.Key : null;
                break;
        }

        return rogue;
    }

    private static HashSet<int> Some(SimRandom random, int segments, double share)
    {
        HashSet<int> garbled = [];
        for (int i = 1; i <= segments; i++)
            if (random.Chance(share)) garbled.Add(i);
        return garbled;
    }
}
