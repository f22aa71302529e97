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
