using System.Linq;
using FairOta.Sdk.Distributor;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class HealthRulesTests
{
    private static readonly HealthFacts Well = new(3, 12, PollSeconds: 4, AreBooksWritable: true, FreeBytes: 1L << 40);

    [TestMethod]
    public void Judge_AllIsWell_HealthyAndNothingSaid()
    {
        var (status, reasons) = HealthRules.Judge(Well);
        Assert.AreEqual(HealthStatus.Healthy, status);
        Assert.IsEmpty(reasons);
    }

    [TestMethod]
    public void Judge_OldHead_IsNoReason() => // a private chain makes blocks only for transactions
        Assert.AreEqual(HealthStatus.Healthy, HealthRules.Judge(Well with { HeadAgeSeconds = 1_000_000 }).Status);

    [TestMethod]
    [DataRow(72L, HealthStatus.Healthy)]
    [DataRow(73L, HealthStatus.Degraded)]
    [DataRow(612L, HealthStatus.Degraded)]
    [DataRow(613L, HealthStatus.Unhealthy)]
    public void Judge_ChainNotFollowed_WorseAsTimeGoesBy(long secondsAgo, HealthStatus expected) =>
        Assert.AreEqual(expected, HealthRules.Judge(Well with { FollowedSecondsAgo = secondsAgo }).Status);

    [TestMethod]
    public void Judge_ChainNeverFollowed_Unhealthy() =>
        Assert.AreEqual(HealthStatus.Unhealthy, HealthRules.Judge(Well with { FollowedSecondsAgo = null }).Status);

    [TestMethod]
    public void Judge_BooksNotWritable_Unhealthy() =>
        Assert.AreEqual(HealthStatus.Unhealthy, HealthRules.Judge(Well with { AreBooksWritable = false }).Status);

    [TestMethod]
    [DataRow(HealthRules.ScarceFreeBytes, HealthStatus.Healthy)]
    [DataRow(HealthRules.ScarceFreeBytes - 1, HealthStatus.Degraded)]
    [DataRow(HealthRules.LeastFreeBytes, HealthStatus.Degraded)]
    [DataRow(HealthRules.LeastFreeBytes - 1, HealthStatus.Unhealthy)]
    public void Judge_DiskFills_WorseAsItFills(long free, HealthStatus expected) =>
        Assert.AreEqual(expected, HealthRules.Judge(Well with { FreeBytes = free }).Status);

    [TestMethod]
    public void Judge_SeveralReasons_WorstStatusAndAllOfThem()
    {
        var (status, reasons) = HealthRules.Judge(new(100, null, 4, AreBooksWritable: false, FreeBytes: 1 << 28));
        Assert.AreEqual(HealthStatus.Unhealthy, status);
        Assert.AreEqual(3, reasons.Count);
        Assert.IsTrue(reasons.All(reason => reason.EndsWith('.')));
    }
}
