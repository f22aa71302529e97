using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

[TestClass]
public sealed class RolloutPlanTests
{
    private static readonly WaveRules Rules = new() { StopAtFailures = 1 };

    [TestMethod]
    public void Plan_OfDisjointWaves_KnowsWhatItCosts()
    {
        RolloutPlan plan = Plan(("canary", Sample.Fleet(2)), ("rest", Sample.Fleet(5, first: 3)));
        Assert.AreEqual(7, plan.DeviceCount);
        Assert.AreEqual(new BigInteger(7000), plan.CostFrom(1000, 0));
        Assert.AreEqual(new BigInteger(5000), plan.CostFrom(1000, 1));
        Assert.AreEqual(BigInteger.Zero, plan.CostFrom(1000, 2));
    }

    [TestMethod]
    public void Plan_WithADeviceInTwoWaves_NamesItAndBoth()
    {
        var e = Assert.ThrowsExactly<RolloutException>(
            () => Plan(("canary", Sample.Fleet(2)), ("rest", Sample.Fleet(5, first: 2))));
        Assert.AreEqual(
            $"The device {Sample.Fleet(1, first: 2)[0]} is in wave canary and in wave rest; every device belongs to "
            + "one.", e.Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("two words")]
    [DataRow("wave/1")]
    [DataRow("größer")]
    public void Plan_WithAnOddName_IsRefused(string name) =>
        Assert.ThrowsExactly<RolloutException>(() => Plan((name, Sample.Fleet(1))));

    [TestMethod]
    public void Plan_WithALongName_IsRefused()
    {
        Plan((new string('x', 64), Sample.Fleet(1)));
        Assert.ThrowsExactly<RolloutException>(() => Plan((new string('x', 65), Sample.Fleet(1))));
    }

    [TestMethod]
    public void Plan_WithOneNameTwice_IsRefused() => Assert.ThrowsExactly<RolloutException>(
        () => Plan(("a", Sample.Fleet(1)), ("a", Sample.Fleet(1, first: 2))));

    [TestMethod]
    public void Plan_WithoutWavesOrWithTooMany_IsRefused()
    {
        Assert.ThrowsExactly<RolloutException>(() => Plan());
        (string, FleetList)[] waves =
            [.. Enumerable.Range(1, RolloutPlan.MaxWaves + 1).Select(i => ($"w{i}", Sample.Fleet(1, first: i)))];
        Assert.HasCount(RolloutPlan.MaxWaves, Plan(waves[..^1]).Waves);
        Assert.ThrowsExactly<RolloutException>(() => Plan(waves));
    }

    [TestMethod]
    [DynamicData(nameof(WrongRules))]
    public void Plan_WithRulesOutOfRange_NamesTheWave(WaveRules rules, string error)
    {
        var e = Assert.ThrowsExactly<RolloutException>(
            () => new RolloutPlan([new RolloutWave("canary", Sample.Fleet(1), rules)], isByHand: false));
        Assert.AreEqual($"Wave canary: {error}.", e.Message);
    }

    private static IEnumerable<object[]> WrongRules() =>
    [
        [Rules with { AdvanceAt = default }, "the share to advance at is 0.01% to 100%"],
        [Rules with { AdvanceAt = new Share(10_001) }, "the share to advance at is 0.01% to 100%"],
        [Rules with { LeastReports = 0 }, "the least number of reports is 1 to 2^20"],
        [Rules with { LeastReports = (1 << 20) + 1 }, "the least number of reports is 1 to 2^20"],
        [Rules with { SoakSeconds = -1 }, "a wave soaks for at most 90 days"],
        [Rules with { SoakSeconds = WaveRules.MaxSoakSeconds + 1 }, "a wave soaks for at most 90 days"],
        [Rules with { StopAtFailures = 0 }, "the failures to stop at are 1 to 2^20"],
        [Rules with { StopAtShare = default(Share) }, "the share to stop at is 0.01% to 100%"],
        [Rules with { LeastReportsToStop = 0 }, "the least number of reports to stop at a share is 1 to 2^20"],
        [new WaveRules(), "some number or share of failures has to stop it"],
    ];

    private static RolloutPlan Plan(params (string Name, FleetList Devices)[] waves) =>
        new([.. waves.Select(wave => new RolloutWave(wave.Name, wave.Devices, Rules))], isByHand: false);
}
