using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>What every scenario keeps to.</summary>
internal static class ScenarioRules
{
    /// <summary>Most devices.</summary>
    public const int MaxDevices = 1_000_000;

    private const int MaxDistributors = 64;
    private const int MaxWaves = 16;
    private const int Month = 30 * 24;
    private static readonly string[] Nothing = [];

    /// <summary>What is wrong with it, a sentence each with the JSON key; empty where nothing is.</summary>
    public static IEnumerable<string> Errors(Scenario scenario) =>
    [
        .. Range("devices", scenario.Devices, 1, MaxDevices),
        .. Range("imageBytes", scenario.ImageBytes, 1, Limits.MaxImageBytes),
        .. scenario.SegmentBytes is { } segment ? Segment(segment) : [],
        .. Distributors(scenario),
        .. Of(scenario.Weather),
        .. Of(scenario.Mix),
        .. Of(scenario.Chain),
        .. Of(scenario.Nodes),
        .. Range("wakeMinutes", scenario.WakeMinutes, 0, Month * 60),
        .. Mean("minutesPerPartition", scenario.MinutesPerPartition),
        .. Range("vendorGoneMinutes", scenario.VendorGoneMinutes ?? 0, 0, Month * 60),
        .. Newer(scenario),
        .. Range("healMinutes", scenario.HealMinutes, 0, Month * 60),
        .. Range("mostHours", scenario.MostHours, 1, Month),
        .. scenario.HealMinutes > scenario.MostHours * 60L ? ["healMinutes are within mostHours."] : Nothing,
        .. Waves(scenario),
        .. Range("roomBytes", scenario.RoomBytes ?? 1, 1, 1L << 40),
        .. Range("credit", scenario.Credit, 1, 250_000),
        .. Share("leastPaidShare", scenario.LeastPaidShare),
    ];

    private static IEnumerable<string> Distributors(Scenario scenario)
    {
        if (scenario.Distributors.Any(crew => crew is null))
        {
            yield return "distributors[] is an object.";
            yield break;
        }

        foreach (Crew crew in scenario.Distributors)
        {
            foreach (string error in Range("distributors[].count", crew.Count, 1, MaxDistributors)) yield return error;
        }

        long count = scenario.Distributors.Sum(crew => (long)crew.Count);
        foreach (string error in Range("distributors in all", count, 1, MaxDistributors)) yield return error;
        if (scenario.Distributors.GroupBy(crew => crew.Behaviour).FirstOrDefault(same => same.Count() > 1) is { } twice)
            yield return $"distributors has {twice.Key.ToString().ToLowerInvariant()} twice.";
    }

    private static IEnumerable<string> Of(Weather weather) =>
    [
        .. Range("weather.latencyMs", weather.LatencyMs, SimWorld.LeastDelayMs, 60_000),
        .. Range("weather.jitterMs", weather.JitterMs, 0, 60_000),
        .. Share("weather.noConnection", weather.NoConnection),
        .. Share("weather.lostAnswers", weather.LostAnswers),
        .. Share("weather.brokenAnswers", weather.BrokenAnswers),
        .. Share("weather.duplicates", weather.Duplicates),
        .. Range("weather.bytesPerSecond", weather.BytesPerSecond, 100, 1_000_000_000),
    ];

    private static IEnumerable<string> Of(DeviceMix mix) =>
    [
        .. Share("mix.powerCuts", mix.PowerCuts),
        .. Range("mix.operationsPerCut", mix.OperationsPerCut, 1, 1e9),
        .. Share("mix.freeRiders", mix.FreeRiders),
        .. Share("mix.clones", mix.Clones),
        .. Share("mix.withoutClock", mix.WithoutClock),
        .. Share("mix.wrongClock", mix.WrongClock),
        .. Share("mix.littleStorage", mix.LittleStorage),
        .. Range("mix.rotPerHour", mix.RotPerHour, 0, 60),
        .. Range("mix.rebootsPerHour", mix.RebootsPerHour, 0, 60),
    ];

    private static IEnumerable<string> Of(ChainMix chain) =>
    [
        .. Range("chain.blocksPerReorganisation", chain.BlocksPerReorganisation ?? 1, 1, 1e6),
        .. Range("chain.depth", chain.Depth, 1, 64),
        .. Range("chain.demand", chain.Demand, 0, 1000),
    ];

    private static IEnumerable<string> Of(NodeMix nodes) =>
    [
        .. Mean("nodes.minutesPerOutage", nodes.MinutesPerOutage),
        .. Mean("nodes.minutesPerLag", nodes.MinutesPerLag),
        .. Mean("nodes.minutesPerFlip", nodes.MinutesPerFlip),
        .. Mean("nodes.minutesPerSignerFailure", nodes.MinutesPerSignerFailure),
        .. Range("nodes.mostMinutes", nodes.MostMinutes, 0.1, Month * 60),
        .. Range("nodes.mostBlocks", nodes.MostBlocks, 1, 64),
    ];

    private static IEnumerable<string> Mean(string name, double? minutes) =>
        Range(name, minutes ?? 1, 0.1, Month * 60);

    private static IEnumerable<string> Waves(Scenario scenario)
    {
        WaveMix rules = scenario.WaveRules;
        if (scenario.Waves.Length > MaxWaves) yield return $"waves are at most {MaxWaves}.";
        if (scenario.Waves.Any(wave => wave is not (> 0 and <= 1)))
            yield return "waves are shares of the fleet, above 0 and at most 1.";
        if (scenario.Waves.Sum() > 1 + 1e-9) yield return "waves are more than the fleet together.";
        if (rules.AdvanceAt is not (>= 0.0001 and <= 1)) yield return "waveRules.advanceAt is 0.0001 to 1.";
        foreach (string error in Range("waveRules.stopAtFailures", rules.StopAtFailures, 1, MaxDevices))
            yield return error;
        foreach (string error in Range("waveRules.soakMinutes", rules.SoakMinutes, 0, 90 * 24 * 60)) yield return error;
    }

    private static IEnumerable<string> Newer(Scenario scenario)
    {
        foreach (string error in Range("newerReleaseMinutes", scenario.NewerReleaseMinutes ?? 1, 1, Month * 60))
            yield return error;
        if (scenario.IsRecalled && scenario.NewerReleaseMinutes is null)
            yield return "isRecalled needs newerReleaseMinutes.";
        if (scenario.NewerReleaseMinutes > scenario.VendorGoneMinutes)
            yield return "newerReleaseMinutes is not after vendorGoneMinutes.";
        if (scenario.NewerReleaseMinutes is not null && !scenario.Waves.IsEmpty)
            yield return "newerReleaseMinutes and waves do not go together.";
    }

    private static IEnumerable<string> Segment(int bytes)
    {
        if (bytes is < 16 or > 4096 || bytes % 16 != 0)
            yield return "segmentBytes is a multiple of 16 from 16 to 4096.";
    }

    private static IEnumerable<string> Share(string name, double value) => Range(name, value, 0, 1);

    private static IEnumerable<string> Range(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            yield return System.FormattableString.Invariant($"{name} is {least} to {most}, not {value}.");
    }
}
