using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Growth;

/// <summary>A run of the simulator.</summary>
/// <param name="Devices">Devices of the fleet.</param>
/// <param name="WallSeconds">What it took.</param>
/// <param name="UserSeconds">Of its processor time that in user mode.</param>
/// <param name="PeakKilobytes">Most of its memory that was resident, in units of 1024 bytes.</param>
/// <param name="Commit">What was run.</param>
/// <param name="Day">When.</param>
internal sealed record FleetRun(
    int Devices, double WallSeconds, double UserSeconds, long PeakKilobytes, string Commit, string Day);

/// <summary>The simulator's time and memory over the fleet: runs, table and plots.</summary>
internal static class FleetRuns
{
    private const string Description = """{"segmentBytes":64,"healMinutes":61}""";

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads runs.</summary>
    public static FleetRun[] Read(string json) => JsonSerializer.Deserialize<FleetRun[]>(json, Layout)!;

    /// <summary>Writes runs, one of each size, the newest, the smallest fleet first.</summary>
    public static string Write(IEnumerable<FleetRun> runs) => JsonSerializer.Serialize(
        runs.GroupBy(run => run.Devices).Select(same => same.Last()).OrderBy(run => run.Devices), Layout) + "\n";

    /// <summary>Runs `small-fleet` with every checker in a process of its own, under `time` (Debian: `time`).</summary>
    /// <exception cref="InvalidOperationException">A run failed, or something it expects did not come true.</exception>
    public static FleetRun Run(int devices)
    {
        string folder = Directory.CreateTempSubdirectory("fairota-fleet").FullName;
        try
        {
            (string description, string times) = (Path.Combine(folder, "fleet.json"), Path.Combine(folder, "times"));
            File.WriteAllText(description, Description);
            string report = Path.Combine(folder, "report.json");
            using Process run = Process.Start(new ProcessStartInfo("/usr/bin/time",
            [
                "-f", "%e %U %M", "-o", times, "dotnet",
                Repository.At("simulator", "bin", "Release", "net10.0", "FairOta.Simulator.dll"), "run", "small-fleet",
                "--devices", devices.ToString(CultureInfo.InvariantCulture), "--fleet-description", description,
                "--quiet", "--json", report,
            ]))!;
            run.WaitForExit();
            if (run.ExitCode != 0) throw new InvalidOperationException($"The run of {devices} devices failed.");
            string[] words = File.ReadAllText(times).Split(' ');
            using JsonDocument read = JsonDocument.Parse(File.ReadAllText(report));
            string commit = read.RootElement.GetProperty("reports")[0].GetProperty("commit").GetString()!;
            return new FleetRun(
                devices, double.Parse(words[0], CultureInfo.InvariantCulture),
                double.Parse(words[1], CultureInfo.InvariantCulture),
                long.Parse(words[2], CultureInfo.InvariantCulture), commit[..7], Machine.Day());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Table and plots.</summary>
    public static Report Report(IReadOnlyList<FleetRun> runs)
    {
        Line time = Line.Through([.. runs.Select(r => ((double)r.Devices, r.UserSeconds))]);
        Line memory = Line.Through([.. runs.Select(r => ((double)r.Devices, (double)r.PeakKilobytes))]);
        Report report = new();
        report.Add("fleet", Markdown.Table(
            ["devices", "seconds", "of processor time", "a device, ms", "memory, MB", "commit", "day"],
            runs.Select(r => (string[])
            [
                Axis.Number(r.Devices), Axis.Number(r.WallSeconds), Axis.Number(r.UserSeconds),
                Axis.Number(1000 * r.UserSeconds / r.Devices), Axis.Number(r.PeakKilobytes / 1000.0), r.Commit, r.Day,
            ])) + string.Create(
            CultureInfo.InvariantCulture,
            $"\nEach further device takes {1000 * time.Slope:F1} ms and {memory.Slope:F1} KB (least squares).\n"));
        Axis devices = new("devices", 10, Axis.Number);
        report.AddPlot("fleet-time", new LogPlot(
            "A fleet in the simulator: processor time", devices, Axis.Milliseconds).Draw(
            [
                new Series("the run", [.. runs.Select(r => ((double)r.Devices, 1000 * r.UserSeconds))]),
                new Series(
                    "a device of it", [.. runs.Select(r => ((double)r.Devices, 1000 * r.UserSeconds / r.Devices))]),
            ]));
        report.AddPlot("fleet-memory", new LogPlot(
            "A fleet in the simulator: memory", devices, new Axis("memory", 4, bytes => Axis.Size(bytes))).Draw(
            [
                new Series("the run", [.. runs.Select(r => ((double)r.Devices, 1024.0 * r.PeakKilobytes))]),
                new Series(
                    "a device of it",
                    [.. runs.Select(r => ((double)r.Devices, 1024.0 * r.PeakKilobytes / r.Devices))]),
            ]));
        return report;
    }
}
