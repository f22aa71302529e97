using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Simulator.Network;
using FairOta.Simulator.Report;
using FairOta.Simulator.Run;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Commands;

/// <summary><c>devices</c>: the devices of one shard against a sandbox that runs elsewhere.</summary>
internal static class DevicesCommand
{
    private const int DefaultSeconds = 600;
    private const int MaxSeconds = 24 * 3600;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public static Command Create(Option<DirectoryInfo?> folder)
    {
        Option<FileInfo> network = new("--network")
        {
            Description = "What the sandbox printed as JSON; waited for until it is there.",
            Required = true,
        };
        Option<Shard> shard = FleetOptions.Part();
        Option<int> seconds = FleetOptions.Number<int>(
            "--seconds", $"How long to wait for the file, then for devices, then for payments, 1 to {MaxSeconds}.", 1,
            MaxSeconds);
        seconds.DefaultValueFactory = _ => DefaultSeconds;
        Option<FileInfo?> json = new("--json") { Description = "Writes the shard's report to this file, for merge." };
        Command command = new("devices", $"""
            Runs devices of a sandbox in real time, in this process, over the sandbox's chain and distributors.

            Example:
              {RunCommand.Program} devices --network network.json --shard 0/2 --json shard-0.json
            """) { network, shard, seconds, json };
        command.SetAction((parsed, cancellation) => SimulatorCommand.GuardAsync(async () =>
        {
            FileInfo file = parsed.GetValue(network)!;
            TimeSpan limit = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            await WaitForAsync(file, limit, cancellation).ConfigureAwait(false);
            using WorkFolder work = new(parsed.GetValue(folder));
            string replay = string.Create(
                CultureInfo.InvariantCulture,
                $"{RunCommand.Program} devices --network {file.Name} --shard {parsed.GetValue(shard)}");
            FleetReport report = await new ShardRun(NetworkFacts.Read(file), parsed.GetValue(shard)!, limit, replay)
                .RunAsync(work.Folder, cancellation).ConfigureAwait(false);
            return await ReportOptions
                .FinishAsync(new FleetReportFiles(parsed.GetValue(json), null, null), [report]).ConfigureAwait(false);
        }));
        return command;
    }

    /// <summary>The sandbox writes it once it serves.</summary>
    private static async Task WaitForAsync(FileInfo file, TimeSpan limit, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!File.Exists(file.FullName))
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit) throw new IOException($"There is no {file}.");
            await Task.Delay(Poll, TimeProvider.System, cancellation).ConfigureAwait(false);
        }

        file.Refresh();
    }
}
