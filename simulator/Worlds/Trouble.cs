using System;
using System.Linq;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>Makes a scenario's trouble until the world heals. Each kind has draws of its own.</summary>
internal static class Trouble
{
    private const double MinuteMs = 60_000;
    private const double HourMs = 60 * MinuteMs;
    private const double DistributorsParted = 0.25;
    private static readonly CrashPoint[] Points = Enum.GetValues<CrashPoint>();

    /// <summary>Plans all of it.</summary>
    public static void Plan(FleetWorld world)
    {
        foreach (SimDistributor distributor in world.Distributors.OfType<SimDistributor>())
        {
            if (distributor.Behaviour == Behaviour.Crashing) Repeat(world, distributor, "crash", 30 * MinuteMs, Crash);
            if (distributor.Behaviour == Behaviour.Restored)
                Repeat(world, distributor, "restore", 20 * MinuteMs, Restore);
        }

        foreach (SimDevice device in world.Own)
        {
            if (world.Scenario.Mix.RotPerHour is > 0 and var rot)
                Repeat(world, device, "rot", HourMs / rot, (at, random) => device.Rot(at, 1 + random.Next(4)));
            if (world.Scenario.Mix.RebootsPerHour is > 0 and var reboots)
                Repeat(world, device, "reboot", HourMs / reboots, (at, _) => device.Reboot(at));
        }

        if (world.Scenario.MinutesPerPartition is { } minutes)
            Repeat(world, null, "partition", minutes * MinuteMs, (at, random) => Part(world, at, random));
        if (world.Scenario.VendorGoneMinutes is { } gone)
        {
            world.World.Plan(FleetWorld.BeginMs + (long)(gone * MinuteMs), null, at =>
            {
                world.Vendor.IsDown = true;
                at.Note(new FaultInjected("vendor gone"));
            });
        }

        Fail(world, world.Vendor, world.Vendor.Node);
        foreach (SimDistributor distributor in world.Distributors.OfType<SimDistributor>())
            Fail(world, distributor, distributor.Node);

        world.World.Plan(world.HealMs, null, at =>
        {
            world.Vendor.Node.Heal();
            foreach (SimDistributor distributor in world.Distributors.OfType<SimDistributor>())
                distributor.Node.Heal();
            world.Network.Weather = Weather.Fair;
            world.Network.Join();
            at.Note(new FaultInjected("healed"));
        });

        void Crash(Moment at, SimRandom random) =>
            ((SimDistributor)Of(world, at)).Crash(
                at, Points[random.Next(Points.Length)], random.Between(10_000, 300_000));

        void Restore(Moment at, SimRandom random)
        {
            var distributor = (SimDistributor)Of(world, at);
            if (distributor.Backup is { } backup) distributor.Restore(at, backup, random.Between(10_000, 120_000));
            else distributor.BackUp(at);
        }
    }

    private static SimHost Of(FleetWorld world, Moment at) =>
        world.Distributors.First(each => each.Number == at.Actor);

    /// <summary>Cuts a part of the devices, or a distributor, off one host for a while.</summary>
    private static void Part(FleetWorld world, Moment at, SimRandom random)
    {
        SimHost[] hosts = [world.Vendor, .. world.Distributors];
        int index = random.Next(hosts.Length), group = random.Next(DeviceTraits.Groups);
        SimHost host = hosts[index];
        string what = $"{group} from {host.Url}";
        if (random.Chance(DistributorsParted) && world.Distributors.Count > (index == 0 ? 0 : 1))
        {
            // Somebody else than that host.
            int other = 1 + random.Next(hosts.Length - (index == 0 ? 1 : 2));
            SimHost from = hosts[index > 0 && other >= index ? other + 1 : other];
            (group, what) = (from.Group, $"{from.Url} from {host.Url}");
        }

        world.Network.Part(group, host, parted: true);
        at.Note(new FaultInjected("partition", what));
        at.Send(null, random.Exponential(10 * MinuteMs), _ => world.Network.Part(group, host, parted: false));
    }

    /// <summary>Lets somebody's node fail, or its signer, again and again. What is wrong already is left to itself, so
    /// that nothing lasts longer than the scenario has it.</summary>
    private static void Fail(FleetWorld world, SimHost host, NodeHealth node)
    {
        NodeMix mix = world.Scenario.Nodes;
        Node(mix.MinutesPerOutage, NodeFault.Outage, "node outage");
        Node(mix.MinutesPerLag, NodeFault.Lagging, "node lagging");
        Node(mix.MinutesPerFlip, NodeFault.Flipping, "node flipping");
        Plan(mix.MinutesPerSignerFailure, "signer failing", (at, random) =>
        {
            if (!node.Signs) return;
            node.Silence(at.NowMs + Length(random));
            at.Note(new FaultInjected("signer failing", host.Url));
        });

        void Node(double? minutes, NodeFault fault, string kind) => Plan(minutes, kind, (at, random) =>
        {
            if (!node.IsSound) return;
            int behind = (int)random.Between(1, mix.MostBlocks);
            node.Break(fault, behind, at.NowMs + Length(random));
            at.Note(new FaultInjected(kind, host.Url));
        });

        void Plan(double? minutes, string kind, Action<Moment, SimRandom> what)
        {
            if (minutes is { } mean) Repeat(world, null, $"{kind} {host.Number}", mean * MinuteMs, what);
        }

        long Length(SimRandom random) => 1 + (long)(mix.MostMinutes * MinuteMs * random.NextDouble());
    }

    /// <summary>Lets something happen to an actor (null for the world) again and again until the world heals.</summary>
    private static void Repeat(
        FleetWorld world, Actor? actor, string kind, double meanMs, Action<Moment, SimRandom> what)
    {
        SimRandom random = world.World.Random($"{kind} {actor?.Number ?? 0}");
        Next(world.World.BeginMs);

        void Next(long fromMs)
        {
            long atMs = fromMs + random.Exponential(meanMs);
            if (atMs >= world.HealMs) return;
            world.World.Plan(atMs, actor, moment =>
            {
                what(moment, random);
                moment.Send(null, SimWorld.LeastDelayMs, _ => Next(atMs));
            });
        }
    }
}
