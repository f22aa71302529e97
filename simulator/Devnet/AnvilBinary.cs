using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace FairOta.Simulator.Devnet;

/// <summary>Finds the anvil to run: the one that FAIROTA_ANVIL names, the one of the contracts' npm packages, or one on
/// the PATH.</summary>
internal static class AnvilBinary
{
    private const string Variable = "FAIROTA_ANVIL";

    /// <summary>Full path of the executable.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Find()
    {
        string file = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} names no file: {named}");
        return Candidates(file).FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"No anvil found: run 'npm ci' in contracts, put anvil on the PATH, or name it in {Variable}.");
    }

    private static IEnumerable<string> Candidates(string file)
    {
        string system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        string packages = Path.Combine(RepositoryRoot.Path, "contracts", "node_modules");
        yield return Path.Combine(packages, "@foundry-rs", $"anvil-{system}-{processor}", "bin", file);
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (folder.Length > 0) yield return Path.Combine(folder, file);
        }
    }
}
