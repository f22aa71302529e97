using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.DeviceCost.Tests;

/// <summary>What counts as grown.</summary>
[TestClass]
public sealed class BaselineTests
{
    [TestMethod]
    [DataRow(102, 1000, 1000)]
    [DataRow(50, 1, 0)]
    public void Regressions_WithinTwoPercent_AreNone(long instructions, long calls, long bytes) =>
        Assert.IsEmpty(Baseline.Regressions(
            [new Cost("Open", 100, 1000, 1000)], [new Cost("Open", instructions, calls, bytes)]));

    [TestMethod]
    [DataRow(103, 1000, 1000)]
    [DataRow(100, 1021, 1000)]
    [DataRow(100, 1000, 1021)]
    public void Regressions_OneNumberGrew_NameIt(long instructions, long calls, long bytes) =>
        Assert.HasCount(1, Baseline.Regressions(
            [new Cost("Open", 100, 1000, 1000)], [new Cost("Open", instructions, calls, bytes)]));

    [TestMethod]
    public void Regressions_OtherStretches_AreRefused() =>
        Assert.HasCount(1, Baseline.Regressions([new Cost("Open", 1, 1, 1)], [new Cost("Key", 1, 1, 1)]));
}
