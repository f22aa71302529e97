using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Commands;

/// <summary>Runs worlds and says how it goes.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="isQuiet">Whether nothing is said but of what is not good.</param>
/// <param name="cancellation">Ends a run.</param>
internal sealed class RunProgress(TextWriter output, bool isQuiet, CancellationToken cancellation)
{
    private static readonly TimeSpan ShownEvery = TimeSpan.FromSeconds(2);

    /// <summary>Says seed, commit and what was drawn, and runs.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public FleetReport Run(FleetSetting setting, string replay, TextWriter? lines = null)
    {
        if (!isQuiet) Introduce(setting);
        long shown = TimeProvider.System.GetTimestamp();
        FleetReport report;
        try
        {
            report = ScenarioRun.Run(setting, replay, lines, world =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (isQuiet || TimeProvider.System.GetElapsedTime(shown) < ShownEvery) return;
                shown = TimeProvider.System.GetTimestamp();
                Show(world);
            });
        }
        catch (Exception e) when (Say(e, replay))
        {
            throw; // never reached: it is said, and goes on as it was thrown
        }

        if (!isQuiet)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {report.Events} events, trace {report.TraceHash}, {report.WallMs / 1000:0.0} s, "
                + $"{report.PeakBytes >> 20} MiB"));
            foreach (InvariantResult each in report.Invariants)
                output.WriteLine($"  {(each.Violations.IsEmpty ? "holds" : "BROKEN")}: {each.Name}; {each.Sight}");
        }

        if (!report.IsGood) output.WriteLine($"  again: {replay}");
        return report;
    }

    /// <summary>Says seed, commit and what was drawn.</summary>
    public void Introduce(FleetSetting setting)
    {
        output.WriteLine($"{setting.Scenario.Name}: {setting.Scenario.Meaning}");
        output.WriteLine($"  seed {setting.Seed}, commit {Commit.Name}");
        if (setting.Shard != Shard.Whole) output.WriteLine($"  shard {setting.Shard}");
        foreach (DrawnValue value in ScenarioRun.Drawn(setting).Where(v => v.Name is not ("name" or "meaning")))
            output.WriteLine($"  {value.Name} {value.Value}");
    }

    private void Show(FleetWorld world)
    {
        TimeSpan passed = TimeSpan.FromMilliseconds(world.World.NowMs - world.World.BeginMs);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {passed.TotalHours,6:0.0} h: {world.Recorder.Confirmed} of {world.Own.Count} devices done, "
            + $"{world.Recorder.Paid} paid, {world.Trace.Count} events"));
    }

    private bool Say(Exception e, string replay)
    {
        if (e is not OperationCanceledException) output.WriteLine($"  again: {replay}");
        return false;
    }
}
