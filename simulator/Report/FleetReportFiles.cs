using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>The files that a report is wanted in; null for none.</summary>
/// <param name="Json">For machines and for <c>merge</c> and <c>report</c>.</param>
/// <param name="Html">For people.</param>
/// <param name="JUnit">For continuous integration.</param>
public sealed record FleetReportFiles(FileInfo? Json, FileInfo? Html, FileInfo? JUnit)
{
    /// <summary>Makes sure that all can be written, before anybody waits for what is to be in them. What is there
    /// stays as it is.</summary>
    /// <exception cref="IOException">One cannot.</exception>
    /// <exception cref="System.UnauthorizedAccessException">One may not.</exception>
    public void Probe()
    {
        foreach (FileInfo file in new[] { Json, Html, JUnit }.OfType<FileInfo>())
        {
            bool isNew = !File.Exists(file.FullName);
            file.Directory?.Create();
            using (File.Open(file.FullName, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (isNew) File.Delete(file.FullName);
        }
    }

    /// <summary>Writes them all, replacing what is there.</summary>
    public void Write(ImmutableArray<FleetReport> reports)
    {
        if (Json is not null) FleetReportJson.Write(Json, reports);
        if (Html is not null) HtmlReport.Write(Html, reports);
        if (JUnit is not null) FleetReportJUnit.Write(JUnit, reports);
    }

    /// <summary>What a process that leaves these reports ends with: <see cref="ExitCodes.Violated"/> before
    /// <see cref="ExitCodes.Unmet"/> before <see cref="ExitCodes.Success"/>.</summary>
    public static int ExitCode(ImmutableArray<FleetReport> reports) =>
        reports.All(report => report.IsGood) ? ExitCodes.Success
        : reports.Any(report => report.Invariants.Any(each => !each.Violations.IsEmpty)) ? ExitCodes.Violated
        : ExitCodes.Unmet;
}
