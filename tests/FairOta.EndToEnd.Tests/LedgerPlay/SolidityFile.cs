using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Simulator.Devnet;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Contracts that only this comparison needs.</summary>
internal static class SolidityFile
{
    /// <summary>Compiles Tokens.sol: the code of each contract as it runs, hex with 0x.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> CompileAsync()
    {
        string folder = Path.Combine(RepositoryRoot.Path, "tests", "FairOta.EndToEnd.Tests", "LedgerPlay");
        using Process node = new()
        {
            StartInfo = new ProcessStartInfo("node")
            {
                ArgumentList =
                {
                    Path.Combine(folder, "compile.cjs"),
                    Path.Combine(RepositoryRoot.Path, "contracts"),
                    Path.Combine(folder, "Tokens.sol"),
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        node.Start();
        Task<string> words = node.StandardError.ReadToEndAsync();
        string answer = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        if (node.ExitCode != 0) throw new InvalidOperationException($"Tokens.sol does not compile.\n{await words}");
        Dictionary<string, string> codes = JsonSerializer.Deserialize<Dictionary<string, string>>(answer)!;
        foreach (string name in codes.Keys) codes[name] = "0x" + codes[name];
        return codes;
    }
}
