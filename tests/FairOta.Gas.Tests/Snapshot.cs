using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Simulator.Devnet;

namespace FairOta.Gas.Tests;

/// <summary>The measurements that were last agreed to: contracts/snapshots/gas.json, one on each line.</summary>
internal static class Snapshot
{
    /// <summary>Set to 1, the tests write the snapshot instead of comparing with it.</summary>
    public const string UpdateVariable = "FAIROTA_UPDATE_GAS";

    private static string FilePath => Path.Combine(RepositoryRoot.Path, "contracts", "snapshots", "gas.json");

    public static bool IsToBeUpdated => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>Lines of both that are not in the other.</summary>
    public static IReadOnlyList<string> Difference(IReadOnlyList<Measurement> measured) =>
        Difference(File.Exists(FilePath) ? File.ReadAllText(FilePath) : "", Text(measured));

    public static void Write(IReadOnlyList<Measurement> measured) => File.WriteAllText(FilePath, Text(measured));

    /// <summary>Lines of the agreed text that are gone, with a minus, and new ones, with a plus.</summary>
    public static IReadOnlyList<string> Difference(string agreed, string now)
    {
        string[] before = agreed.Split('\n'), after = now.Split('\n');
        return [.. before.Except(after).Select(line => "-" + line), .. after.Except(before).Select(line => "+" + line)];
    }

    private static string Text(IReadOnlyList<Measurement> measured) =>
        $"{{\n{string.Join(",\n", measured.Select(m => m.ToJson()))}\n}}\n";
}
