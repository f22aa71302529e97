using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Rules;

[TestClass]
public class SourceRulesTests
{
    private static readonly byte[] Address = TestRelease.Seeded("distributor")[..20];

    private readonly Source _source = new(Address, "http://a.example");
    private readonly ReleaseState _release = new(TestRelease.Seeded("release"));

    [TestMethod]
    public void MayUse_Unknown_IsTrue() => Assert.IsTrue(SourceRules.MayUse(_source, _release));

    [TestMethod]
    public void MayUse_Origin_IsFalse() =>
        Assert.IsFalse(SourceRules.MayUse(new Source(null, "http://o.example"), _release));

    [TestMethod]
    public void MayUse_Barred_IsFalseForThatUrlAlone()
    {
        _release.Remember(Address, "http://a.example").Barred = true;
        Assert.IsFalse(SourceRules.MayUse(_source, _release));
        Assert.IsTrue(SourceRules.MayUse(new Source(Address, "http://b.example"), _release));
    }

    [TestMethod]
    public void MayUse_Lapsed_IsFalse()
    {
        _release.Remember(Address, "http://a.example").Lapsed = true;
        Assert.IsFalse(SourceRules.MayUse(_source, _release));
    }

    [TestMethod]
    public void MayUse_TwoSessionsUsed_IsFalse()
    {
        _release.Remember(Address, "http://a.example").Sessions = 1;
        Assert.IsTrue(SourceRules.MayUse(_source, _release));
        _release.Remember(Address, "http://a.example").Sessions = 2;
        Assert.IsFalse(SourceRules.MayUse(_source, _release));
    }

    [TestMethod]
    public void MayUse_MoreDistributorsThanAreRemembered_IsFalseForANewOne()
    {
        for (byte i = 0; i < AgentLimits.RememberedDistributors; i++)
            _release.Remember([.. new byte[19], i], "http://a.example").Sessions = 1;
        Assert.IsFalse(SourceRules.MayUse(_source, _release));
    }

    [TestMethod]
    public void Compare_Revealed_ComesFirstThenFewerFailures()
    {
        Source other = new(Address, "http://b.example") { Failures = 3 };
        Assert.IsLessThan(0, SourceRules.Compare(TestRelease.Symmetric, Address, _source, other));
        other.HasRevealed = true;
        Assert.IsGreaterThan(0, SourceRules.Compare(TestRelease.Symmetric, Address, _source, other));
    }
}
