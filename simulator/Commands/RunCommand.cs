using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Threading.Tasks;
using FairOta.Simulator.Hardware;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Commands;

/// <summary><c>run</c>: scenarios in virtual worlds.</summary>
internal static class RunCommand
{
    /// <summary>How a run is started, for commands that do it again.</summary>
    public const string Program = "dotnet run -c Release --project simulator --";

    private const string Memory = "memory";
    private const string Evm = "evm";

    public static Command Create(Option<ulong> seed, Option<Uri?> rpc)
    {
        Argument<string[]> names = new("scenario")
        {
            Description = "Names of scenarios, or all: " + string.Join(", ", NamedScenarios.Names) + ".",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<int?> devices = FleetOptions.Devices();
        Option<FileInfo?> image = FleetOptions.Image();
        Option<FileInfo?> description = FleetOptions.Description();
        Option<Shard> shard = FleetOptions.Part();
        Option<ImmutableArray<DeviceProfile>> profiles = FleetOptions.Profile();
        Option<FileInfo?> trace = new("--trace") { Description = "Writes a line for everything that happens." };
        Option<int> threads = FleetOptions.Threads();
        Option<bool> check = new("--check-determinism")
        {
            Description = "Runs each seed with one thread and with two, and compares the traces line by line.",
        };
        Option<bool> quiet = FleetOptions.Quiet();
        Option<string> chain = new("--chain")
        {
            Description = "memory, or evm: a private anvil (or the development node of --rpc) and real HTTP.",
            DefaultValueFactory = _ => Memory,
        };
        chain.AcceptOnlyFromAmong(Memory, Evm);
        Option<FileInfo?> json = new("--json") { Description = "Writes the reports to this file as JSON." };
        Option<FileInfo?> html = ReportOptions.Html();
        Option<FileInfo?> junit = ReportOptions.JUnit();
        Command command = new("run", $"""
            Runs scenarios in virtual worlds: the real device agent and the real distributors, thousands of devices,
            every kind of trouble, all of it decided by one seed.

            Examples:
              {Program} run small-fleet
              {Program} run all --seed 7 --html report.html
              {Program} run flaky-network --devices 500 --json report.json
              {Program} run small-fleet --chain evm
            """)
        {
            names, devices, image, description, shard, profiles, trace, threads, check, chain, quiet, json,
            html, junit,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(check)) return;
            if (result.GetValue(chain) == Evm || trace.IsIn(result) || json.IsIn(result) || html.IsIn(result)
                || junit.IsIn(result))
                result.AddError("--check-determinism is about the chain in memory, and writes no trace and no report.");
        });
        command.SetAction((parsed, cancellation) => SimulatorCommand.GuardAsync(() =>
        {
            RunRequest request = new(parsed.GetValue(seed))
            {
                Devices = parsed.GetValue(devices),
                Image = parsed.GetValue(image),
                Description = parsed.GetValue(description),
                Shard = parsed.GetValue(shard)!,
                Threads = parsed.GetValue(threads),
            };
            ImmutableArray<(FleetSetting Setting, string Replay)> runs = request.Prepare(parsed.GetValue(names)!);
            if (parsed.GetValue(check)) return Task.FromResult(CheckDeterminism(runs));
            FleetReportFiles files = new(parsed.GetValue(json), parsed.GetValue(html), parsed.GetValue(junit));
            files.Probe();
            using StreamWriter? lines = parsed.GetValue(trace) is { } file ? file.CreateText() : null;
            RunProgress progress = new(Console.Out, parsed.GetValue(quiet), cancellation);
            List<FleetReport> reports = [];
            foreach (var (setting, replay) in runs)
            {
                FleetReport report = parsed.GetValue(chain) == Evm
                    ? EvmRun.Run(
                        setting, parsed.GetValue(rpc), $"{replay} --chain {Evm}", progress, lines, cancellation)
                    : progress.Run(setting, replay, lines);
                reports.Add(Predict(report, parsed.GetValue(profiles)));
            }

            return ReportOptions.FinishAsync(files, [.. reports]);
        }));
        return command;
    }

    private static FleetReport Predict(FleetReport report, ImmutableArray<DeviceProfile> profiles) =>
        report with { Hardware = HardwareEstimates.Of(report, profiles) };

    private static int CheckDeterminism(ImmutableArray<(FleetSetting Setting, string Replay)> runs)
    {
        bool isSame = true;
        foreach (var (setting, replay) in runs)
        {
            string? difference = Determinism.Check(setting);
            Console.WriteLine($"{setting.Scenario.Name}: {difference ?? "the same with one thread and with two"}");
            if (difference is not null) Console.WriteLine($"  again: {replay} --check-determinism");
            isSame &= difference is null;
        }

        return isSame ? ExitCodes.Success : ExitCodes.NotDeterministic;
    }
}
