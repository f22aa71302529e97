using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>Judges what a scenario expects beside the invariants.</summary>
internal static class Expectations
{
    /// <summary>A distributor asks every hour by default, or as it starts again, and takes a minute at most.</summary>
    private const long RecallSeconds = 3600 + 2 * 60;

    /// <summary>All that a scenario expects, in sentences.</summary>
    public static ImmutableArray<string> Of(Scenario scenario) => [.. scenario.Expects.Select(each => each switch
    {
        Expectation.HonestDevicesRun => $"Every honest device runs the newest image within {scenario.MostHours} hours.",
        Expectation.FirstWaveAloneTries => "The roll-out stops itself, and the first wave alone tries the image.",
        Expectation.AllWavesPass => "Every wave of the roll-out is funded, and the last one passes.",
        Expectation.RecallHolds => "Every distributor takes the recall, and opens no session for that release.",
        Expectation.PoolOpensNothing => "Samples shown for no receipt do not make up the package.",
        Expectation.DeliveriesPaid => string.Create(
            CultureInfo.InvariantCulture,
            $"At least {scenario.LeastPaidShare:0.##%} of honest devices with a right clock that run the newest "
            + $"image got it by a paid delivery."),
        _ => throw new ArgumentOutOfRangeException(nameof(scenario)),
    })];

    /// <summary>What did not come true, in sentences.</summary>
    public static ImmutableArray<string> Unmet(FleetWorld world) =>
        [.. world.Scenario.Expects.SelectMany(expected => Unmet(world, expected))];

    private static IEnumerable<string> Unmet(FleetWorld world, Expectation expected) => expected switch
    {
        Expectation.HonestDevicesRun => Late(world),
        Expectation.FirstWaveAloneTries => Spread(world),
        Expectation.AllWavesPass => Short(world),
        Expectation.RecallHolds => Recalled(world),
        Expectation.PoolOpensNothing => Pooled(world),
        Expectation.DeliveriesPaid => Unpaid(world),
        _ => throw new ArgumentOutOfRangeException(nameof(expected)),
    };

    private static IEnumerable<string> Late(FleetWorld world)
    {
        int late = world.Honest.Count(device => device.RunningImage != world.Wanted);
        if (late > 0)
            yield return $"{late} honest devices do not run the image after {world.Scenario.MostHours} hours.";
    }

    private static IEnumerable<string> Spread(FleetWorld world)
    {
        if (world.Rollout?.Decision is not RolloutDecision.Stop) yield return "The roll-out did not stop itself.";
        int canaries = world.Waves[0].Count;
        int tried = world.Devices.Count(
            device => world.Evidence.Held(device, world.Image) && !world.IsInFirstWave(device));
        if (tried > 0) yield return $"{tried} devices beside the first {canaries} tried the image.";
    }

    private static IEnumerable<string> Short(FleetWorld world)
    {
        if (world.Rollout?.Decision is not RolloutDecision.Done)
            yield return $"The roll-out is not done: {world.Rollout?.Decision?.Sentence ?? "there is none."}";
    }

    private static IEnumerable<string> Recalled(FleetWorld world)
    {
        if (world.Successor?.IsRecalledEverywhere != true)
            yield return "Not every distributor knows that the release was taken back.";
        int opened = world.Distributors.OfType<SimDistributor>()
            .Sum(each => world.Own.SelectMany(device => each.Books.OfDevice(world.Release.Id, device.Traits.Address))
                .Count(session => session.OpenedAt > world.Successor?.ToldAt(each)));
        if (world.Successor?.RecalledAt is { } since && IsCalm(world.Scenario))
        {
            int late = world.Distributors.Count(each => world.Successor.ToldAt(each) - since > RecallSeconds);
            if (late > 0) yield return $"{late} distributors learned of it after more than {RecallSeconds} seconds.";
        }

        if (opened > 0) yield return $"{opened} sessions were opened for a release that was taken back.";
    }

    /// <summary>Whether whoever asks the origin gets an answer, and no node or signer keeps anybody waiting.</summary>
    internal static bool IsCalm(Scenario scenario) =>
        scenario is { MinutesPerPartition: null, VendorGoneMinutes: null, Nodes.IsCalm: true }
        && scenario.Weather is { NoConnection: 0, LostAnswers: 0, BrokenAnswers: 0 };

    private static IEnumerable<string> Unpaid(FleetWorld world)
    {
        WorldRelease newest = world.Releases.Last();
        SimDevice[] done = [.. world.Honest.Where(
            device => device.RunningImage == world.Wanted && device.Traits.ClockAheadSeconds is 0)];
        int served = done.Count(device => !world.Evidence.TookWhole(device, newest)
            && world.View.Deliveries(newest.Id, device.Traits.Address).Count > 0);
        if (served < done.Length * world.Scenario.LeastPaidShare)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Of {done.Length} honest devices with a clock {served} got the image by a paid delivery, less than "
                + $"{world.Scenario.LeastPaidShare:0.##%}.");
        }
    }

    private static IEnumerable<string> Pooled(FleetWorld world)
    {
        int segments = world.Release.Manifest.SegmentCount;
        HashSet<int> pool = [.. world.UnpaidSamples()];
        if (pool.Count == segments) yield return $"Samples shown for no receipt make up all {segments} segments.";
    }
}
