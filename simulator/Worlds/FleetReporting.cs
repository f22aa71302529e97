using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>Sums a world up.</summary>
internal static class FleetReporting
{
    /// <summary>The report about a world that is over.</summary>
    /// <param name="world">The world.</param>
    /// <param name="replay">The command that does it again.</param>
    /// <param name="drawn">What the seed drew.</param>
    /// <param name="unmet">What was expected and did not come true.</param>
    /// <param name="wall">Real time that passed.</param>
    public static FleetReport ToReport(
        this FleetWorld world, string replay, ImmutableArray<DrawnValue> drawn, ImmutableArray<string> unmet,
        TimeSpan wall)
    {
        Recorder recorder = world.Recorder;
        return new FleetReport
        {
            Scenario = world.Scenario.Name,
            Seed = world.World.Seed,
            Commit = Commit.Name,
            Chain = world.Chain.Name,
            Replay = replay,
            Drawn = drawn,
            Devices = new DeviceRange(world.Shard.Of(world.Devices.Count).First, world.Own.Count, world.Devices.Count),
            Releases = [.. world.Releases.Select(release => ReleaseOf(world, release))],
            Rollout = recorder.Rollout(),
            Phases = recorder.Phases(),
            Traffic = recorder.Traffic(),
            Distributors = [.. world.Distributors.Select((host, i) => DistributorOf(world, host, i))],
            Calls = recorder.Calls(IsFirst(world)),
            Failures = recorder.Failures(),
            Faults = recorder.Faults(),
            Invariants = [.. world.Invariants.Select(each => each.Result)],
            Hardware = [],
            TraceHash = world.Trace.Digest(),
            Events = world.Trace.Count,
            VirtualMs = world.World.NowMs - world.World.BeginMs,
            WallMs = wall.TotalMilliseconds,
            PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            Expected = Expectations.Of(world.Scenario),
            UsefulBytes = (long)recorder.Confirmed * world.Release.Manifest.ImageSize,
            Unmet = unmet,
        };
    }

    private static FleetRelease ReleaseOf(FleetWorld world, WorldRelease release)
    {
        var manifest = release.Manifest;
        ReleaseView? shown = world.View.Find(release.Id);
        BigInteger reward = release.Reward;
        return new FleetRelease(
            release.Id.ToString(), manifest.Version.ToString(), manifest.ImageSize, manifest.SegmentSize,
            manifest.SegmentCount, manifest.Samples, reward,
            Locked(world, reward * (shown?.Tranches.Sum(tranche => (long)tranche.FleetSize) ?? 0)),
            reward * (shown?.Paid.Values.Sum() ?? 0), shown?.Reclaimed ?? 0);
    }

    /// <summary>Whether it is the shard that counts what all of a fleet share.</summary>
    private static bool IsFirst(FleetWorld world) => world.Shard.Of(world.Devices.Count).First == 0;

    /// <summary>The shard's part, so that shards add up to the fleet.</summary>
    private static BigInteger Locked(FleetWorld world, BigInteger wei)
    {
        (int first, int end) = world.Shard.Of(world.Devices.Count);
        return (wei * end / world.Devices.Count) - (wei * first / world.Devices.Count);
    }

    private static FleetDistributor DistributorOf(FleetWorld world, SimHost host, int number)
    {
        (Address address, string behaviour, int restarts) = host switch
        {
            SimDistributor d => (d.Address, d.Behaviour.ToString().ToLowerInvariant(), d.Restarts),
            SimRogue r => (r.Cheat.Address, r.Behaviour.ToString().ToLowerInvariant(), 0),
            _ => throw new InvalidOperationException($"{host.Url} is no distributor."),
        };
        int paid = world.Releases.Sum(
            release => world.View.Find(release.Id)?.Paid.GetValueOrDefault(address) ?? 0);
        BigInteger earned = world.Release.Reward * paid;
        BigInteger start = host switch
        {
            SimDistributor one => one.StartWei,
            SimRogue rogue => rogue.StartWei,
            _ => throw new InvalidOperationException($"{host.Url} is no distributor."),
        };
        BigInteger fees = start + earned - world.Chain.BalanceOf(address)
            - (IsFirst(world) ? 0 : world.Recorder.CommonFeesOf(address));
        int lost = host is SimDistributor books
            ? books.Books.Tallies().Where(t => t.Standing == Sdk.Distributor.Standing.Lost).Sum(t => (int)t.Deliveries)
            : 0;
        return new FleetDistributor(
            number, address.ToString(), behaviour, world.Recorder.SessionsOf(host.Number), paid, lost, earned, fees,
            world.Recorder.BytesOf(host.Number), restarts);
    }
}
