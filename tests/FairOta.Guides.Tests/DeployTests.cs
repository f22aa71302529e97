using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FairOta.Embedding.Tests;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Guides.Tests;

/// <summary>What operators deploy by agrees with the tool.</summary>
[TestClass]
public sealed partial class DeployTests
{
    private const string Folder = "sdk/deploy", Unit = "fairota-distributor.service";

    private static InstalledTool? _tool;

    [ClassInitialize]
    public static async Task InstallAsync(TestContext _) => _tool = await InstalledTool.InstallAsync();

    [ClassCleanup]
    public static void Uninstall() => _tool?.Dispose();

    [TestMethod]
    [DataRow(Unit, 3)]
    [DataRow("distributor.options", 6)]
    [DataRow("compose.yaml", 8)]
    [DataRow("kubernetes.yaml", 8)]
    public async Task Options_OfADeployment_AreTheTools(string file, int atLeast)
    {
        using Walk walk = new(_tool!.Folder);
        string help = await walk.Say("fairota distributor run --help").DoneAsync();
        HashSet<string> known = [.. Option().Matches(help).Select(match => match.Value.Trim())];
        string[] used = [.. Used(Read(file)).Distinct()];
        Assert.IsGreaterThanOrEqualTo(atLeast, used.Length);
        Assert.AreEqual("", string.Join(' ', used.Where(option => !known.Contains(option))));
    }

    /// <summary>The file of options that the unit names is one that the tool takes: what it says is then of its values,
    /// such as a node that is not there.</summary>
    [TestMethod]
    public async Task OptionsFile_GivenToTheTool_IsRead()
    {
        using Walk walk = new(_tool!.Folder);
        string said = await walk
            .Say("export FAIROTA_PASSPHRASE='only for trying this out' FAIROTA_RPC=http://127.0.0.1:9")
            .Say("fairota keys create --kind account --out account.json")
            .Say($"options=\"$FAIROTA_REPO/{Folder}/distributor.options\"")
            .Say("fairota distributor run --account account.json \"@$options\" || echo ended with $?")
            .DoneAsync();
        StringAssert.Contains(said, "ended with 4", said);
    }

    /// <summary>By systemd itself, with the command where it lies here.</summary>
    [TestMethod]
    [TestCategory("systemd")]
    public async Task Unit_ByItsOwnChecker_IsRightAndConfined()
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
            Assert.Inconclusive("systemd is not installed (Debian: systemd).");
        using Walk walk = new(_tool!.Folder);
        string unit = Path.Combine(walk.Folder, Unit);
        string command = Path.Combine(_tool.Folder, "fairota");
        File.WriteAllText(unit, Read(Unit).Replace("/usr/local/bin/fairota", command, StringComparison.Ordinal));
        await walk
            .Say($"systemd-analyze verify --man=no ./{Unit} 2> warnings || {{ cat warnings; exit 1; }}")
            .Say($"cat warnings; systemd-analyze security --offline=true --threshold=20 --no-pager ./{Unit}")
            .DoneAsync();
        Assert.AreEqual("", await File.ReadAllTextAsync(Path.Combine(walk.Folder, "warnings")));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Build.Root, Folder, file));

    /// <summary>Options: words of the tool's command line, lines of a file, items of a list in YAML.</summary>
    private static IEnumerable<string> Used(string text) => text.Split('\n')
        .Where(line => !line.TrimStart().StartsWith('#'))
        .Where(line => line.Contains("fairota distributor run", StringComparison.Ordinal)
            || line.StartsWith("--", StringComparison.Ordinal)
            || line.TrimStart().StartsWith("- --", StringComparison.Ordinal))
        .SelectMany(line => Option().Matches(line).Select(match => match.Value.Trim()));

    [GeneratedRegex(@"(?<=^|\s)--[a-z][a-z-]*", RegexOptions.Multiline)]
    private static partial Regex Option();
}
