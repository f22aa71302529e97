using System;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Commands;

/// <summary><c>run</c>: a scenario in a virtual world.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> Name = new("scenario") { Description = "Its name." };
    private static readonly Option<int?> Devices = new("--devices") { Description = "Devices of the fleet." };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public static Command Create(Option<ulong> seed)
    {
        Command command = new("run", "Runs a scenario in a virtual world.") { Name, Devices, Threads };
        command.SetAction((parsed, _) => SimulatorCommand.GuardAsync(() =>
        {
            Scenario? scenario = NamedScenarios.Find(parsed.GetValue(Name)!);
            if (scenario is null) return Task.FromResult(ExitCodes.BadInput);
            if (parsed.GetValue(Devices) is { } devices) scenario = scenario with { Devices = devices };
            long started = Stopwatch.GetTimestamp();
            using Worlds.Trace trace = new(Environment.GetEnvironmentVariable("T") is { } f ? new System.IO.StreamWriter(f) { AutoFlush = true } : null);
            using FleetWorld world = new(
                new FleetSetting(scenario, parsed.GetValue(seed)) { Parallelism = parsed.GetValue(Threads) }, [], trace);
            Console.WriteLine($"made {Stopwatch.GetElapsedTime(started)}");
            world.Run(w => Console.WriteLine($"{(w.World.NowMs - w.World.BeginMs) / 60000} min, {w.Recorder.Confirmed} confirmed, {w.Recorder.Paid} paid, {trace.Count}"));
            Console.WriteLine($"{world.Recorder.Confirmed} confirmed, {world.Recorder.Paid} paid, {world.Honest.Count()} honest, {trace.Count} events, {trace.Digest()}, {(world.World.NowMs - world.World.BeginMs) / 60000} min, {Stopwatch.GetElapsedTime(started)}, {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
            foreach (var p in world.Recorder.Phases()) Console.WriteLine($"{p.Phase} n={p.Times.Count} p50={p.Times.Quantile(0.5):0} p99={p.Times.Quantile(.99):0} max={p.Times.MaxMs:0}");
            return Task.FromResult(ExitCodes.Success);
        }));
        return command;
    }
}
