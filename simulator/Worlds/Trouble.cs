using System;
using System.Linq;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>Makes a scenario's trouble until the world heals. Each kind has draws of its own.</summary>
internal static class Trouble
{
    private const double MinuteMs = 60_000;
    private const double HourMs = 60 * MinuteMs;
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

        world.World.Plan(world.HealMs, null, at =>
        {
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

    /// <summary>Cuts a part of the devices off one host for a while.</summary>
    private static void Part(FleetWorld world, Moment at, SimRandom random)
    {
        SimHost[] hosts = [world.Vendor, .. world.Distributors];
        SimHost host = hosts[random.Next(hosts.Length)];
        int group = random.Next(DeviceTraits.Groups);
        world.Network.Part(group, host, parted: true);
        at.Note(new FaultInjected("partition", $"{group} from {host.Url}"));
        at.Send(null, random.Exponential(10 * MinuteMs), _ => world.Network.Part(group, host, parted: false));
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
