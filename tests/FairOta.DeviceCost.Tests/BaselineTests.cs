using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.DeviceCost.Tests;

/// <summary>What counts as grown.</summary>
[TestClass]
public sealed class BaselineTests
{
    private static readonly Cost Agreed = new("Open", 100, 1000, 1000, 1000, 1000, 1000);

    [TestMethod]
    [DataRow(102, 1000)]
    [DataRow(50, 0)]
    public void Regressions_WithinTwoPercent_AreNone(long instructions, long bytes) => Assert.IsEmpty(
        Baseline.Regressions([Agreed], [Agreed with { Instructions = instructions, AllocatedBytes = bytes }]));

    [TestMethod]
    [DataRow(103, 1000, 1000, 1000, 1000, 1000)]
    [DataRow(100, 1021, 1000, 1000, 1000, 1000)]
    [DataRow(100, 1000, 1021, 1000, 1000, 1000)]
    [DataRow(100, 1000, 1000, 1021, 1000, 1000)]
    [DataRow(100, 1000, 1000, 1000, 1021, 1000)]
    [DataRow(100, 1000, 1000, 1000, 1000, 1021)]
    public void Regressions_OneNumberGrew_NameIt(
        long instructions, long calls, long bytes, long peak, long array, long step) => Assert.HasCount(
        1, Baseline.Regressions([Agreed], [new Cost("Open", instructions, calls, bytes, peak, array, step)]));

    [TestMethod]
    public void Regressions_OtherStretches_AreRefused() =>
        Assert.HasCount(1, Baseline.Regressions([Agreed], [Agreed with { Stretch = "Key" }]));
}
