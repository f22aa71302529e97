using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Contracts.Tests;

[TestClass]
public sealed partial class ForgeTests
{
    /// <summary>Fewer than there are: the suite cannot lose most of itself and stay green.</summary>
    private const int FewestTests = 150;

    [TestMethod]
    public async Task ForgeTest_WholeSuite_PassesAndSkipsNothing()
    {
        (int exitCode, string output) = await Forge.RunAsync("test");

        Assert.AreEqual(0, exitCode, output);
        Match summary = Summary().Match(output);
        Assert.IsTrue(summary.Success, $"forge gave no summary:\n{output}");
        Assert.IsGreaterThanOrEqualTo(FewestTests, Number("passed"), output);
        Assert.AreEqual(0, Number("failed"), output);
        Assert.AreEqual(0, Number("skipped"), output);

        int Number(string group) => int.Parse(summary.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [TestMethod]
    public async Task ForgeFormat_EverySource_IsClean()
    {
        (int exitCode, string output) = await Forge.RunAsync("fmt", "--check");

        Assert.AreEqual(0, exitCode, output);
    }

    [TestMethod]
    [DataRow("bytecode")]
    [DataRow("deployedBytecode")]
    public async Task EmbeddedEscrow_ComparedWithWhatForgeTests_IsTheSameCode(string code)
    {
        (int exitCode, string output) = await Forge.RunAsync("build", "src");
        Assert.AreEqual(0, exitCode, output);
        using JsonDocument tested = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(Forge.Folder, "out", "FairOtaEscrow.sol", "FairOtaEscrow.json")));
        using Stream? resource = typeof(EscrowClient).Assembly
            .GetManifestResourceStream("FairOta.Contracts.FairOtaEscrow.json");
        Assert.IsNotNull(resource, "The SDK carries no escrow.");
        using JsonDocument embedded = await JsonDocument.ParseAsync(resource);

        string? expected = tested.RootElement.GetProperty(code).GetProperty("object").GetString();

        Assert.IsGreaterThan(1000, expected!.Length);
        Assert.AreEqual(expected, embedded.RootElement.GetProperty(code).GetString());
    }

    [GeneratedRegex(@"(?<passed>\d+) tests passed, (?<failed>\d+) failed, (?<skipped>\d+) skipped \(")]
    private static partial Regex Summary();
}
