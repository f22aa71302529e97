using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Commands;

/// <summary><c>merge</c>: one report of a fleet from those of its shards.</summary>
internal static class MergeCommand
{
    // More shards than any batch system starts at once, and few enough to hold.
    private const int MaxFiles = 10_000;

    public static Command Create()
    {
        Argument<FileInfo[]> shards = new("shards")
        {
            Description = "The JSON reports of all shards, in any order. A folder stands for its shard-*.json.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<FileInfo> joined = new("--out") { Description = "The fleet's report, as JSON.", Required = true };
        Option<FileInfo?> html = ReportOptions.Html();
        Option<FileInfo?> junit = ReportOptions.JUnit();
        Command command = new("merge", "Joins the reports of a fleet's shards to one.") { shards, joined, html, junit };
        command.SetAction((parsed, _) => SimulatorCommand.GuardAsync(() => ReportOptions.FinishAsync(
            new FleetReportFiles(parsed.GetValue(joined), parsed.GetValue(html), parsed.GetValue(junit)),
            Join([.. Files(parsed.GetValue(shards)!).Select(FleetReportJson.Read)]))));
        return command;
    }

    private static FileInfo[] Files(FileInfo[] named)
    {
        FileInfo[] files =
        [
            .. named.SelectMany(file => Directory.Exists(file.FullName)
                ? new DirectoryInfo(file.FullName).EnumerateFiles("shard-*.json")
                : [file]).Take(MaxFiles + 1),
        ];
        return files.Length switch
        {
            0 => throw new ReportException("There is no shard-*.json."),
            > MaxFiles => throw new ReportException($"There are more than {MaxFiles} reports."),
            _ => files,
        };
    }

    /// <summary>Every file holds the same scenarios in the same order.</summary>
    private static ImmutableArray<FleetReport> Join(IReadOnlyList<ImmutableArray<FleetReport>> files)
    {
        int scenarios = files[0].Length;
        if (files.Any(file => file.Length != scenarios))
            throw new ReportException("The reports are not of one run: they hold different numbers of scenarios.");
        return [.. Enumerable.Range(0, scenarios).Select(i => FleetReports.Join([.. files.Select(file => file[i])]))];
    }
}
