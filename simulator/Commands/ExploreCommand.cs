using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Commands;

/// <summary><c>explore</c>: one drawn configuration after another, until time is up.</summary>
internal static class ExploreCommand
{
    private const double MaxMinutes = 7 * 24 * 60;

    public static Command Create(Option<ulong> seed)
    {
        Option<double> minutes = FleetOptions.Number<double>(
            "--minutes", "How long, 0.01 to 10080; the last world is run to its end.", 0.01, MaxMinutes);
        minutes.Required = true;
        Option<FileInfo?> keep = new("--keep") { Description = "Failing seeds are added to this file." };
        Option<int> threads = FleetOptions.Threads();
        Command command = new("explore", $"""
            Draws whole configurations from one seed after another, beginning with --seed, and runs them.

            A failure comes with its seed, what was drawn, and the command that runs it again.

            Example: {RunCommand.Program} explore --minutes 30 --seed 1000 --keep failures.txt
            """) { minutes, keep, threads };
        command.SetAction((parsed, cancellation) => SimulatorCommand.GuardAsync(() =>
        {
            TimeSpan time = TimeSpan.FromMinutes(parsed.GetValue(minutes));
            Explorer explorer = new(Console.Out, parsed.GetValue(keep), parsed.GetValue(threads), cancellation);
            return Task.FromResult(explorer.Run(parsed.GetValue(seed), time));
        }));
        return command;
    }
}

/// <summary>Runs drawn configurations and tells of those that are not good.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="keep">Failing seeds are added to it, a line each; null to keep none.</param>
/// <param name="threads">Threads.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Explorer(TextWriter output, FileInfo? keep, int threads, CancellationToken cancellation)
{
    private static readonly TimeSpan ShownEvery = TimeSpan.FromSeconds(30);

    /// <summary>The configuration of a seed.</summary>
    public Func<ulong, Scenario> Draw { get; init; } = Exploration.Draw;

    /// <summary>Runs the seeds from one on until time is up, one at least.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Run(ulong first, TimeSpan time)
    {
        keep?.AppendText().Dispose(); // what cannot be kept is told before anything runs
        long began = TimeProvider.System.GetTimestamp(), shown = began;
        int code = ExitCodes.Success, failed = 0;
        ulong seed = first;
        do
        {
            (int one, string? why) = RunOne(seed);
            code = Math.Max(code, one);
            if (why is not null) failed++;
            seed++;
            if (TimeProvider.System.GetElapsedTime(shown) < ShownEvery) continue;
            shown = TimeProvider.System.GetTimestamp();
            output.WriteLine($"seeds {first} to {seed - 1}: {failed} failed");
        }
        while (TimeProvider.System.GetElapsedTime(began) < time);

        output.WriteLine($"Seeds {first} to {seed - 1}: {failed} failed.");
        return code;
    }

    /// <summary>Runs a seed.</summary>
    /// <returns>Its exit code, and what is wrong; null where nothing is.</returns>
    private (int Code, string? Why) RunOne(ulong seed)
    {
        FleetSetting setting = new(Draw(seed), seed) { Parallelism = threads };
        string replay = RunRequest.Replay(setting);
        int code = ExitCodes.Violated;
        string? why;
        try
        {
            FleetReport report = ScenarioRun.Run(
                setting, replay, progress: _ => cancellation.ThrowIfCancellationRequested());
            code = FleetReportFiles.ExitCode([report]);
            why = ReportOptions.Verdict(report);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            why = e.ToString(); // whatever it is, it is a fault of what runs in the world or of the world
        }

        if (why is not null) Tell(setting, replay, why);
        return (why is null ? ExitCodes.Success : code, why);
    }

    private void Tell(FleetSetting setting, string replay, string why)
    {
        new RunProgress(output, isQuiet: false, cancellation).Introduce(setting);
        output.WriteLine($"  {why}");
        output.WriteLine($"  again: {replay}");
        if (keep is null) return;
        using StreamWriter kept = keep.AppendText();
        kept.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{setting.Seed} # {why.Split('\n')[0]} (commit {Commit.Name})"));
    }
}
