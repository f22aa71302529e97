using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>A scenario that was run, with its trace.</summary>
internal sealed class Play
{
    private readonly string[] _lines;

    private Play(FleetReport report, string[] lines) => (Report, _lines) = (report, lines);

    public FleetReport Report { get; }

    /// <summary>Runs a scenario.</summary>
    public static Play Run(Scenario scenario, ulong seed = 1, Shard? shard = null)
    {
        using StringWriter lines = new();
        FleetSetting setting = new(scenario, seed) { Parallelism = 1, Shard = shard ?? Shard.Whole };
        FleetReport report = ScenarioRun.Run(setting, "again", lines);
        return new Play(report, lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Runs a named scenario with so many devices.</summary>
    public static Play Run(string name, int devices, ulong seed = 1) =>
        Run(NamedScenarios.Find(name, seed)! with { Devices = devices }, seed);

    /// <summary>How often something happened: lines with these words behind time and actor.</summary>
    public int Count(string what) => _lines.Count(line => What(line).StartsWith(what, StringComparison.Ordinal));

    /// <summary>Lines that hold all of these.</summary>
    public int CountWith(params string[] parts) => _lines.Count(line => parts.All(line.Contains));

    /// <summary>Actors to whom something happened.</summary>
    public IEnumerable<int> Actors(string what) => _lines
        .Where(line => What(line).StartsWith(what, StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).Distinct();

    private static string What(string line) => line.Split(' ', 3)[2];
}
