using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.DeviceCost.Tests;

/// <summary>How the cost grows with the number of segments, of samples and of a segment's bytes; each alone.</summary>
/// <remarks>`growth.json` holds the figures; the bench makes tables and plots of it.</remarks>
[TestClass]
public sealed class GrowthTests
{
    private static readonly Baseline Agreed = new("growth.json");

    /// <summary>Named by what differs, a blank, and its value.</summary>
    private static IEnumerable<object[]> Scenarios => new[]
    {
        // With the lock a segment more. Fewer than eight for each sample there never are.
        new[] { 256, 512, 1024, 2048, 4096 }.Select(data => new Scenario($"segments {data + 1}", data * 64, 64)),
        new[] { 32, 40, 48, 56, 64 }.Select(samples => new Scenario($"samples {samples}", 1024 * 64, 64, samples)),
        new[] { 64, 128, 256, 512, 1024 }.Select(bytes => new Scenario($"bytes {bytes}", 256 * bytes, bytes)),
    }.SelectMany(sweep => sweep).Select(scenario => new object[] { scenario });

    [TestMethod]
    [DynamicData(nameof(Scenarios))]
    public void Exchange_OfAnotherSize_GrewByTwoPercentAtMost(object scenario) => Assert.AreEqual(
        "", Agreed.Check((Scenario)scenario, HonestExchange.Run((Scenario)scenario).Rows));
}
