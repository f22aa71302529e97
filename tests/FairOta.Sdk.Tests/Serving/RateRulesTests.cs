using System;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

[TestClass]
public sealed class RateRulesTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly Rate Ten = new(PerSecond: 10, Burst: 30);

    [TestMethod]
    public void Wait_FullBucket_LetsABurstPassAndNoMore()
    {
        Assert.AreEqual(0, RateRules.Wait(Ten, 0, 0, 30));
        Assert.AreEqual(0, RateRules.Wait(Ten, 0, 0, 1_000), "More than a burst passes once the bucket is full.");
        long emptied = RateRules.Take(Ten, 0, 0, 30);
        Assert.AreEqual(Second / 10, RateRules.Wait(Ten, emptied, 0, 1));
        Assert.AreEqual(3 * Second, RateRules.Wait(Ten, emptied, 0, 30));
    }

    [TestMethod]
    public void Wait_AsTimeGoesBy_LetsTheRatePass()
    {
        long bucket = RateRules.Take(Ten, 0, 0, 30);
        Assert.AreEqual(1, RateRules.Wait(Ten, bucket, Second / 10 - 1, 1));
        Assert.AreEqual(0, RateRules.Wait(Ten, bucket, Second / 10, 1));
        bucket = RateRules.Take(Ten, bucket, Second / 10, 1);
        Assert.AreEqual(Second / 10, RateRules.Wait(Ten, bucket, Second / 10, 1));
    }

    [TestMethod]
    public void Take_AfterALongPause_SavesUpNoMoreThanABurst()
    {
        long bucket = RateRules.Take(Ten, 0, 1_000_000 * Second, 30);
        Assert.AreEqual(Second / 10, RateRules.Wait(Ten, bucket, 1_000_000 * Second, 1));
    }

    [TestMethod]
    public void Take_Overdrawn_TheNextWaitsForIt()
    {
        long bucket = RateRules.Take(Ten, 0, 0, 100);
        Assert.AreEqual(7 * Second, RateRules.Wait(Ten, bucket, 0, 0));
        Assert.AreEqual(7 * Second + Second / 10, RateRules.Wait(Ten, bucket, 0, 1));
    }

    [TestMethod]
    public void Take_Anything_NeverOverflows()
    {
        long bucket = RateRules.Take(new Rate(1, 1), 0, 0, long.MaxValue);
        Assert.IsGreaterThan(0, RateRules.Wait(new Rate(1, 1), bucket, Second, 1));
    }
}
