using System.CommandLine;
using System.IO;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Commands;

/// <summary><c>report</c>: other forms of a report that was written as JSON.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("report") { Description = "A JSON report of a run or of merge." };
        Option<FileInfo?> html = ReportOptions.Html();
        Option<FileInfo?> junit = ReportOptions.JUnit();
        Command command = new("report", "Makes a page or JUnit XML of a JSON report.") { file, html, junit };
        command.SetAction((parsed, _) => SimulatorCommand.GuardAsync(() => ReportOptions.FinishAsync(
            new FleetReportFiles(null, parsed.GetValue(html), parsed.GetValue(junit)),
            FleetReportJson.Read(parsed.GetValue(file)!))));
        return command;
    }
}
