using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace FairOta.DeviceCost.Tests;

/// <summary>The costs that were last agreed to, in baseline.json beside this file.</summary>
internal static class Baseline
{
    /// <summary>Set to 1, the tests write the baseline instead of comparing with it.</summary>
    public const string UpdateVariable = "FAIROTA_UPDATE_DEVICE_COST";

    private const int ToleratedPercent = 2;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    public static bool IsToBeUpdated => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>The costs of a scenario; none where it is new.</summary>
    public static IReadOnlyList<Cost> Read(Scenario scenario) => ReadAll().GetValueOrDefault(scenario.Name, []);

    public static void Write(Scenario scenario, IReadOnlyList<Cost> costs)
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

    private static SortedDictionary<string, Cost[]> ReadAll() =>
        JsonSerializer.Deserialize<SortedDictionary<string, Cost[]>>(File.ReadAllText(FilePath))!;

    private static string FilePath => Path.Combine(
        typeof(Baseline).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!,
        "tests", "FairOta.DeviceCost.Tests", "baseline.json");
}
