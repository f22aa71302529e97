using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class ClaimGasTests
{
    /// <summary>The estimate lies between what was measured and a tenth above, whether places lie together in words
    /// that others touched, or each in one of its own.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(100)]
    public void Of_MeasuredBatches_IsTheirGasOrALittleMore(int count)
    {
        string file = Path.Combine(RepositoryRoot.Path, "contracts", "snapshots", "gas.json");
        JsonNode gas = JsonNode.Parse(File.ReadAllText(file))!;
        long measured = new[] { "reserve", "reveal" }.Sum(call => (long)gas[$"{call} {count}, fresh, ETH"]!["gas"]!);
        long estimated = ClaimGas.Of([.. Enumerable.Range(0, count).Select(i => i * 256)]);
        Assert.IsGreaterThanOrEqualTo(measured, estimated);
        Assert.IsLessThan(measured * 11 / 10, estimated);
    }
}
