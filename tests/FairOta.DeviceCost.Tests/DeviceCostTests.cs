using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.DeviceCost.Tests;

/// <summary>What an update costs a device, counted exactly: no clock, no estimate.</summary>
[TestClass]
public sealed class DeviceCostTests
{
    /// <summary>
    /// IL instructions of the whole exchange, whatever the baseline says: close above where it stands. The budget is
    /// 35 million and the aim 20; the ceiling comes down with what is gained, and never goes up.
    /// </summary>
    private const long CeilingInstructions = 47_000_000;

    private static readonly Lazy<Costs> Once = new(HonestExchange.Run);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Exchange_AgainstBaseline_GrewByTwoPercentAtMost()
    {
        Costs costs = Once.Value;
        TestContext.WriteLine(costs.ToString());
        if (Baseline.IsToBeUpdated)
            Baseline.Write(costs.Rows);
        var regressions = Baseline.Regressions(Baseline.Read(), costs.Rows);
        Assert.IsEmpty(
            regressions,
            string.Join('\n', regressions) + "\nIf that is meant, run once with " + Baseline.UpdateVariable + "=1.");
    }

    [TestMethod]
    public void Exchange_Total_KeepsBelowItsCeiling() =>
        Assert.IsLessThanOrEqualTo(CeilingInstructions, Once.Value.Total.Instructions);

    [TestMethod]
    public void Exchange_RunAgain_CostsTheSame() =>
        Assert.AreEqual(Once.Value.ToString(), HonestExchange.Run().ToString());
}
