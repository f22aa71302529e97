using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Growth;

/// <summary>A commit that changed what was agreed to as the device's costs.</summary>
/// <param name="Id">Its abbreviated hash.</param>
/// <param name="Date">When it was written, a day.</param>
/// <param name="Subject">What it did.</param>
/// <param name="Baseline">The baseline's text after it.</param>
internal sealed record Commit(string Id, string Date, string Subject, string Baseline);

/// <summary>The device's costs through the repository's past.</summary>
internal static class DeviceHistory
{
    private const string Path = "tests/FairOta.DeviceCost.Tests/baseline.json";

    private static readonly string[] Scenarios = ["256 KiB", "32 KiB"];

    /// <summary>Every commit of the baseline, the oldest first.</summary>
    /// <exception cref="InvalidOperationException">git failed.</exception>
    public static IEnumerable<Commit> Read() =>
        from line in Git("log", "--reverse", "--format=%h%x09%as%x09%s", "--", Path)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let parts = line.Split('\t', 3)
        select new Commit(parts[0], parts[1], parts[2], Git("show", $"{parts[0]}:{Path}"));

    /// <summary>A row for each commit that changed a figure which is shown.</summary>
    public static Report Report(IEnumerable<Commit> commits)
    {
        List<string[]> rows = [];
        string[] last = [];
        foreach (Commit commit in commits)
        {
            string[] figures = Figures(commit.Baseline);
            if (!figures.SequenceEqual(last)) rows.Add([commit.Date, commit.Id, .. figures, commit.Subject]);
            last = figures;
        }

        Report report = new();
        report.Add("history", Markdown.Table(
            [
                "day", "commit",
                .. Scenarios.SelectMany(s => new[] { $"{s}: thousand instructions", "peak heap", "longest step" }),
                "what changed",
            ],
            rows));
        return report;
    }

    private static string[] Figures(string baseline)
    {
        var all = Costs(baseline);
        return
        [
            .. Scenarios.SelectMany(scenario =>
            {
                StretchCost? total = all.GetValueOrDefault(scenario, []).SingleOrDefault(c =>
                    c.Stretch == StretchCost.Total);
                return new[]
                {
                    Text(total?.Instructions / 1000), Text(total?.PeakBytes), Text(total?.LongestStep / 1000),
                };
            }),
        ];
    }

    /// <summary>Before there were scenarios, the first was the only one.</summary>
    private static Dictionary<string, StretchCost[]> Costs(string baseline) => baseline.StartsWith('[')
        ? new() { [Scenarios[0]] = JsonSerializer.Deserialize<StretchCost[]>(baseline)! }
        : JsonSerializer.Deserialize<Dictionary<string, StretchCost[]>>(baseline)!;

    /// <summary>What was not counted yet is a dash.</summary>
    private static string Text(long? value) => value is null or 0 ? "—" : Axis.Number(value.Value);

    private static string Git(params string[] arguments)
    {
        ProcessStartInfo start = new("git", ["-C", Repository.At(), .. arguments]) { RedirectStandardOutput = true };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output : throw new InvalidOperationException($"git {arguments[0]} failed.");
    }
}
