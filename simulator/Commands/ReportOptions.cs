using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Commands;

/// <summary>What the commands that make reports of reports have in common.</summary>
internal static class ReportOptions
{
    public static Option<FileInfo?> Html() => new("--html") { Description = "Writes a page for people to this file." };

    public static Option<FileInfo?> JUnit() =>
        new("--junit") { Description = "Writes JUnit XML for continuous integration to this file." };

    /// <summary>Writes the files, says in a line of each scenario what came of it, and gives the exit code.</summary>
    public static Task<int> FinishAsync(FleetReportFiles files, ImmutableArray<FleetReport> reports)
    {
        files.Write(reports);
        foreach (FleetReport report in reports)
        {
            int confirmed = report.Rollout.IsEmpty ? 0 : report.Rollout[^1].Confirmed;
            string verdict = Verdict(report) ?? "good";
            Console.WriteLine($"{report.Scenario}: {confirmed} of {report.Devices.Count} devices; {verdict}");
        }

        return Task.FromResult(FleetReportFiles.ExitCode(reports));
    }

    /// <summary>What is not good about a run; null where nothing is.</summary>
    public static string? Verdict(FleetReport report) => report.IsGood
        ? null
        : string.Join("; ", report.Invariants.Where(each => !each.Violations.IsEmpty)
            .Select(each => $"violated: {each.Name}").Concat(report.Unmet));
}
