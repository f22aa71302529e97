using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Simulator.Devnet;

namespace FairOta.Gas.Tests;

/// <summary>Measurements that were last agreed to.</summary>
/// <param name="file">Its name in contracts/snapshots.</param>
internal sealed class Snapshot(string file)
{
    private const string UpdateVariable = "FAIROTA_UPDATE_GAS";

    private string FilePath => Path.Combine(RepositoryRoot.Path, "contracts", "snapshots", file);

    /// <summary>Compares what was measured, or writes it where that is asked for.</summary>
    /// <returns>Lines that differ, and what to do if that is meant; empty where none does.</returns>
    public string Check(string measured)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1") File.WriteAllText(FilePath, measured);
        var difference = Difference(File.Exists(FilePath) ? File.ReadAllText(FilePath) : "", measured);
        return difference.Count == 0
            ? ""
            : $"If that is meant, write it with {UpdateVariable}=1:\n{string.Join('\n', difference)}";
    }

    /// <summary>Lines of the agreed text that are gone, with a minus, and new ones, with a plus.</summary>
    public static IReadOnlyList<string> Difference(string agreed, string now)
    {
        string[] before = agreed.Split('\n'), after = now.Split('\n');
        return [.. before.Except(after).Select(line => "-" + line), .. after.Except(before).Select(line => "+" + line)];
    }
}
