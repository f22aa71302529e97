using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace FairOta.DeviceCost.Tests;

/// <summary>The costs that were last agreed to.</summary>
/// <param name="file">A JSON file beside this one: by the scenario's name its costs.</param>
internal sealed class Baseline(string file)
{
    /// <summary>Set to 1, the tests write the baseline instead of comparing with it.</summary>
    private const string UpdateVariable = "FAIROTA_UPDATE_DEVICE_COST";

    private const int ToleratedPercent = 2;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    private static bool IsToBeUpdated => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>Compares what was measured, or writes it where that is asked for.</summary>
    /// <returns>What grew, and what to do if that is meant; empty where nothing did.</returns>
    public string Check(Scenario scenario, IReadOnlyList<Cost> measured)
    {
        if (IsToBeUpdated)
            Write(scenario, measured);
        var regressions = Regressions(Read(scenario), measured);
        return regressions.Count == 0
            ? ""
            : string.Join('\n', regressions) + "\nIf that is meant, run once with " + UpdateVariable + "=1.";
    }

    /// <summary>The costs of a scenario; none where it is new.</summary>
    private IReadOnlyList<Cost> Read(Scenario scenario) => ReadAll().GetValueOrDefault(scenario.Name, []);

    private void Write(Scenario scenario, IReadOnlyList<Cost> costs)
    {
        SortedDictionary<string, Cost[]> all = ReadAll();
        all[scenario.Name] = [.. costs];
        File.WriteAllText(FilePath, JsonSerializer.Serialize(all, Layout) + "\n");
    }

    /// <summary>What grew by more than is tolerated, or is in one of both only; empty where nothing did.</summary>
    public static IReadOnlyList<string> Regressions(IReadOnlyList<Cost> agreed, IReadOnlyList<Cost> now)
    {
        if (!agreed.Select(cost => cost.Stretch).SequenceEqual(now.Select(cost => cost.Stretch)))
            return ["The baseline has other stretches."];
        return [.. agreed.Zip(now).SelectMany(pair => Compare(pair.First, pair.Second)).OfType<string>()];
    }

    private static string?[] Compare(Cost agreed, Cost now) =>
    [
        Compare(now.Stretch, "instructions", agreed.Instructions, now.Instructions),
        Compare(now.Stretch, "calls", agreed.Calls, now.Calls),
        Compare(now.Stretch, "allocated bytes", agreed.AllocatedBytes, now.AllocatedBytes),
        Compare(now.Stretch, "bytes of heap", agreed.PeakBytes, now.PeakBytes),
        Compare(now.Stretch, "bytes of array", agreed.LargestArrayBytes, now.LargestArrayBytes),
        Compare(now.Stretch, "instructions of a step", agreed.LongestStep, now.LongestStep),
    ];

    private static string? Compare(string stretch, string what, long agreed, long now) =>
        now * 100 <= agreed * (100 + ToleratedPercent) ? null : $"{stretch}: {now} {what} instead of {agreed}";

    private SortedDictionary<string, Cost[]> ReadAll() =>
        JsonSerializer.Deserialize<SortedDictionary<string, Cost[]>>(File.ReadAllText(FilePath))!;

    private string FilePath => Path.Combine(
        typeof(Baseline).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!,
        "tests", "FairOta.DeviceCost.Tests", file);
}
