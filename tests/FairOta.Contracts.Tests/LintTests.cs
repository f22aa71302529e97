using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Contracts.Tests;

/// <summary>The static checks, as <c>npm run lint</c> makes them.</summary>
[TestClass]
public sealed class LintTests
{
    [TestMethod]
    public async Task Solhint_EverySourceOfTheEscrow_IsClean()
    {
        (int exitCode, string output) = await SolhintAsync("src/**/*.sol");

        Assert.AreEqual(0, exitCode, output);
        Assert.AreEqual("", output.Trim());
    }

    /// <summary>Where solhint does not find its configuration it is content with everything.</summary>
    [TestMethod]
    public async Task Solhint_ContractWithFaults_IsReported()
    {
        // Solhint reads nothing outside its folder; this one is not under version control.
        string path = $"artifacts/{Guid.NewGuid():N}.sol";
        string file = Path.Combine(NodeScript.Folder, path);
        try
        {
            await File.WriteAllTextAsync(file, "contract Faulty { function f() public { g(tx.origin); } }");

            (int exitCode, string output) = await SolhintAsync(path);

            Assert.AreNotEqual(0, exitCode, output);
            StringAssert.Contains(output, "avoid-tx-origin");
            StringAssert.Contains(output, "use-natspec");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public async Task ForgeLint_EverySource_IsClean()
    {
        (int exitCode, string output) = await Forge.RunAsync("lint");

        Assert.AreEqual(0, exitCode, output);
        Assert.IsFalse(output.Contains("warning[") || output.Contains("note["), output);
    }

    private static Task<(int ExitCode, string Output)> SolhintAsync(string files) =>
        NodeScript.RunAsync("node_modules/solhint/solhint.js",
            ["--config", ".solhintrc.yaml", "--disc", "--noPoster", "--max-warnings", "0", files]);
}
