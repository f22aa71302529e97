using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using FairOta.Simulator.Report;
using FairOta.Simulator.Run;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Commands;

/// <summary><c>run</c>: scenarios in virtual worlds.</summary>
internal static class RunCommand
{
    private const int MaxDevices = 1_000_000;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    public static Command Create(Option<ulong> seed)
    {
        Argument<string[]> names = new("scenario")
        {
            Description = "Names of scenarios, or all: " + string.Join(", ", NamedScenarios.All.Select(s => s.Name)) + ".",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<int?> devices = new("--devices") { Description = $"Devices of the fleet, 1 to {MaxDevices}." };
        Option<FileInfo?> image = new("--image") { Description = "The image to deliver, 1 byte to 64 MiB." };
        Option<FileInfo?> description = new("--fleet-description")
        {
            Description = "A JSON file with what is to differ from the scenario.",
        };
        Option<FileInfo?> trace = new("--trace") { Description = "Writes a line for everything that happens." };
        Option<int> threads = new("--threads")
        {
            Description = "Threads; the outcome is the same for any.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        Option<FileInfo?> json = new("--json") { Description = "Writes the reports to this file as JSON." };
        Option<FileInfo?> html = ReportOptions.Html();
        Option<FileInfo?> junit = ReportOptions.JUnit();
        Command command = new("run", """
            Runs scenarios in virtual worlds: the real device agent and the real distributors, thousands of devices,
            every kind of trouble, all of it decided by one seed.

            Examples:
              dotnet run -c Release --project simulator -- run small-fleet
              dotnet run -c Release --project simulator -- run all --seed 7 --html report.html
              dotnet run -c Release --project simulator -- run flaky-network --devices 500 --json report.json
            """) { names, devices, image, description, trace, threads, json, html, junit };
        command.SetAction((parsed, cancellation) => SimulatorCommand.GuardAsync(() =>
        {
            List<FleetReport> reports = [];
            using StreamWriter? lines = parsed.GetValue(trace) is { } file ? file.CreateText() : null;
            foreach (Scenario named in Chosen(parsed.GetValue(names)!))
            {
                Scenario scenario = named;
                string replay = $"dotnet run -c Release --project simulator -- run {named.Name} --seed "
                    + parsed.GetValue(seed).ToString(CultureInfo.InvariantCulture);
                if (parsed.GetValue(description) is { } change)
                {
                    scenario = ScenarioFile.Apply(scenario, change);
                    replay += $" --fleet-description {change.Name}";
                }

                if (parsed.GetValue(devices) is { } count)
                {
                    if (count is < 1 or > MaxDevices) throw new IOException($"--devices is 1 to {MaxDevices}.");
                    scenario = scenario with { Devices = count };
                    replay += $" --devices {count}";
                }

                byte[]? bytes = ImageFile.Read(parsed.GetValue(image));
                if (bytes is not null) replay += $" --image {parsed.GetValue(image)!.Name}";
                FleetSetting setting = new(scenario, parsed.GetValue(seed))
                {
                    Parallelism = Math.Max(1, parsed.GetValue(threads)),
                    Image = bytes,
                };
                reports.Add(RunOne(setting, replay, lines, cancellation));
            }

            return ReportOptions.FinishAsync(
                new FleetReportFiles(parsed.GetValue(json), parsed.GetValue(html), parsed.GetValue(junit)),
                [.. reports]);
        }));
        return command;
    }

    /// <summary>Says seed, commit and what was drawn, and runs.</summary>
    private static FleetReport RunOne(
        FleetSetting setting, string replay, TextWriter? lines, CancellationToken cancellation)
    {
        Console.WriteLine($"{setting.Scenario.Name}: {setting.Scenario.Meaning}");
        Console.WriteLine($"  seed {setting.Seed}, commit {Commit.Name}");
        foreach (DrawnValue value in ScenarioRun.Drawn(setting).Where(v => v.Name is not ("name" or "meaning")))
            Console.WriteLine($"  {value.Name} {value.Value}");
        long shown = TimeProvider.System.GetTimestamp();
        FleetReport report = ScenarioRun.Run(setting, replay, lines, world =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (TimeProvider.System.GetElapsedTime(shown) < ProgressEvery) return;
            shown = TimeProvider.System.GetTimestamp();
            TimeSpan passed = TimeSpan.FromMilliseconds(world.World.NowMs - world.World.BeginMs);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {passed.TotalHours,6:0.0} h: {world.Recorder.Confirmed} of {world.Devices.Count} devices done, "
                + $"{world.Recorder.Paid} paid, {world.Trace.Count} events"));
        });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {report.Events} events, trace {report.TraceHash}, {report.WallMs / 1000:0.0} s, "
            + $"{report.PeakBytes >> 20} MiB"));
        if (!report.IsGood) Console.WriteLine($"  again: {replay}");
        return report;
    }

    private static ImmutableArray<Scenario> Chosen(string[] names) => names is ["all"]
        ? NamedScenarios.All
        : [.. names.Select(name => NamedScenarios.Find(name) ?? throw new IOException(
            $"There is no scenario {name}; there are {string.Join(", ", NamedScenarios.All.Select(s => s.Name))}."))];
}
