using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Gas.Tests;

/// <summary>How the gas of a delivery grows with the batch and with the fleet.</summary>
[TestClass]
public sealed class GrowthTests
{
    private static IReadOnlyList<GrowthRow> _all = [];

    [ClassInitialize]
    public static async Task Measure(TestContext _) => _all = await GrowthMeasurements.RunAsync();

    private static double PerDelivery(string call, string words, int fleet, int batch) =>
        (double)_all.Single(r => (r.Call, r.Words, r.Fleet, r.Batch) == (call, words, fleet, batch)).Gas / batch;

    [TestMethod]
    public void Gas_OverBatchAndFleet_IsAsInTheSnapshot() => Assert.AreEqual(
        "",
        new Snapshot("gas-growth.json").Check($"[\n{string.Join(",\n", _all.Select(row => row.ToJson()))}\n]\n"));

    [TestMethod]
    [DataRow("claim", "fresh")]
    [DataRow("claim", "touched")]
    [DataRow("reserve", "fresh")]
    [DataRow("reserve", "touched")]
    [DataRow("reveal", "fresh")]
    [DataRow("reveal", "touched")]
    public void Gas_OfADeliveryInALargerBatch_IsNeverMore(string call, string words)
    {
        int[] batches = [1, 2, 5, 10, 20, 50, 100, 150, 200, 300];

        foreach (var (smaller, larger) in batches.Zip(batches.Skip(1)))
        {
            Assert.IsLessThan(
                PerDelivery(call, words, Fleet.LargestSize, smaller),
                PerDelivery(call, words, Fleet.LargestSize, larger));
        }
    }

    /// <summary>A level of the tree is a word of calldata and a hash.</summary>
    [TestMethod]
    [DataRow("claim")]
    [DataRow("reserve")]
    public void Gas_OfOneInAFleetFourTimesAsLarge_IsThatOfTwoLevelsMore(string call)
    {
        for (int fleet = 2; fleet <= Fleet.LargestSize / 8; fleet *= 4)
        {
            double more = PerDelivery(call, "touched", 4 * fleet, 1) - PerDelivery(call, "touched", fleet, 1);
            Assert.IsInRange(2 * 600, 2 * 660, more, $"{fleet} devices");
        }
    }

    /// <summary>But for the bytes of the index in its calldata.</summary>
    [TestMethod]
    public void Gas_OfARevealInALargerFleet_IsTheSame() => Assert.AreEqual(
        PerDelivery("reveal", "touched", 2, 1), PerDelivery("reveal", "touched", Fleet.LargestSize, 1), 3 * 12);
}
