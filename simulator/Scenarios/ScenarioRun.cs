using System;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Report;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>One run of a scenario, from its world's beginning to the report.</summary>
internal static class ScenarioRun
{
    /// <summary>Runs it.</summary>
    /// <param name="setting">What the world is made from.</param>
    /// <param name="replay">The command that does it again.</param>
    /// <param name="lines">Takes every line of the trace; null for nobody.</param>
    /// <param name="progress">Told how far it is, now and then.</param>
    public static FleetReport Run(
        FleetSetting setting, string replay, TextWriter? lines = null, Action<FleetWorld>? progress = null)
    {
        long started = Stopwatch.GetTimestamp();
        using WorldTrace trace = new(lines);
        using FleetWorld world = new(setting, Invariants.All(), trace);
        world.Run(progress);
        return world.ToReport(
            replay, Drawn(setting), Expectations.Unmet(world), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>What the seed drew, and what was given.</summary>
    public static ImmutableArray<DrawnValue> Drawn(FleetSetting setting) => ScenarioFile.Values(setting.Scenario);
}
