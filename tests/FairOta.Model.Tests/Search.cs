using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace FairOta.Model.Tests;

/// <summary>What a search found, as the verifier reports it.</summary>
internal sealed partial class Search
{
    // What it says where it did not look everywhere.
    private static readonly string[] Shortfalls =
        ["Search not completed", "max search depth too small", "out of memory", "Bit statespace search", "aborting"];

    /// <summary>Reads a report.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public Search(string report)
    {
        Match summary = Summary().Match(report);
        if (!summary.Success) throw new FormatException($"The verifier gave no summary:\n{report}");
        Report = report;
        Errors = int.Parse(summary.Groups["errors"].ValueSpan, CultureInfo.InvariantCulture);
        States = int.Parse(summary.Groups["states"].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>All of it.</summary>
    public string Report { get; }

    /// <summary>Runs found that break the property: 0 or 1, as it stops at the first.</summary>
    public int Errors { get; }

    /// <summary>States that were looked at.</summary>
    public int States { get; }

    /// <summary>Whether it looked everywhere.</summary>
    public bool IsComplete => !Shortfalls.Any(s => Report.Contains(s, StringComparison.Ordinal));

    /// <summary>Whether it is the property that is broken, and not the model: no other assertion, no stuck
    /// role.</summary>
    public bool IsPropertyBroken => Errors > 0 && PropertyBroken().IsMatch(Report);

    /// <summary>Statements that no run reaches, by process type, without the ends of processes, which run
    /// forever.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unreached => UnreachedIn().Matches(Report).ToDictionary(
        process => process.Groups["name"].Value,
        IReadOnlyList<string> (process) => process.Groups["line"].Captures.Select(line => line.Value.Trim())
            .Where(line => !line.EndsWith("\"-end-\"", StringComparison.Ordinal)).ToArray());

    [GeneratedRegex(@"errors: (?<errors>\d+)\s+(?<states>\d+) states, stored")]
    private static partial Regex Summary();

    [GeneratedRegex(@"^pan:1: (?:assertion violated  !\( !\(|acceptance cycle )", RegexOptions.Multiline)]
    private static partial Regex PropertyBroken();

    [GeneratedRegex(@"^unreached in (?:proctype )?(?<name>\w+)\n(?<line>\t/[^\n]*\n)*", RegexOptions.Multiline)]
    private static partial Regex UnreachedIn();
}
