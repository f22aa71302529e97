using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Rules;

[TestClass]
public class PaceRulesTests
{
    private static readonly AgentLimits Limits = new();

    [TestMethod]
    [DataRow(0, 100, 0, 100, DisplayName = "Silence counts in full")]
    [DataRow(50, 16, 4096, 50, DisplayName = "At the slowest pace nothing changes")]
    [DataRow(3000, 600, 4096, 3584, DisplayName = "A piece buys what it is worth")]
    [DataRow(5, 1, 65536, 0, DisplayName = "Nothing is saved up")]
    public void Late_Pace_Counts(int late, int elapsed, int bytes, int expected) =>
        Assert.AreEqual(expected, PaceRules.Late(late, elapsed, bytes, 256));

    [TestMethod]
    public void IsSlow_ARequestsTimeLate_IsTrue()
    {
        Assert.IsFalse(PaceRules.IsSlow(59, Limits));
        Assert.IsTrue(PaceRules.IsSlow(60, Limits));
    }

    [TestMethod]
    public void IsTiring_AsLateAsTheAttemptsTakeAtMost_IsTrue()
    {
        Assert.IsFalse(PaceRules.IsTiring(359, 6, Limits));
        Assert.IsTrue(PaceRules.IsTiring(360, 6, Limits));
    }

    [TestMethod]
    public void IsStarved_TheOriginDelayLate_IsTrue()
    {
        Assert.IsFalse(PaceRules.IsStarved(3599, Limits));
        Assert.IsTrue(PaceRules.IsStarved(3600, Limits));
    }
}
