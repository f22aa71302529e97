using System;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Rules;

/// <summary>
/// One refusal for every rule, named by the attack. Judging is pure: trust is compared before and after.
/// </summary>
[TestClass]
public class ManifestRulesTests
{
    private const long Now = TestRelease.IssuedAt + 10;
    private const long Staging = 1 << 20;

    private readonly AgentConfiguration _board = new()
    {
        ProductId = TestRelease.ProductId,
        ManifestKeys = [TestRelease.Compressed(TestRelease.ManifestKey)],
        InstalledVersion = ImageVersion.Parse("1.0.0.0"),
        SecurityCounter = 5,
        HardwareRevision = 3,
    };

    [TestMethod]
    public void Judge_EverythingRight_Accepts() =>
        Expect(ManifestVerdict.Accepted, Make("1.0.0.1"), Trust());

    [TestMethod]
    public void Authentic_ForeignSigner_IsNull() => Assert.IsNull(
        ManifestRules.Authentic(
            new TestRelease("2.0.0.0", signer: TestRelease.OtherManifestKey).Signed, _board.ManifestKeys));

    [TestMethod]
    public void Authentic_SecondTrustedKey_IsTaken() => Assert.IsNotNull(ManifestRules.Authentic(
        new TestRelease("2.0.0.0", signer: TestRelease.OtherManifestKey).Signed,
        [_board.ManifestKeys[0], TestRelease.Compressed(TestRelease.OtherManifestKey)]));

    [TestMethod]
    public void Authentic_OverlongEnvelope_IsNull() =>
        Assert.IsNull(ManifestRules.Authentic(new byte[Limits.MaxManifestBytes + 1], _board.ManifestKeys));

    [TestMethod]
    public void Judge_OtherProduct_Refuses() =>
        Expect(ManifestVerdict.WrongProduct, Make("2.0.0.0", m => m.ProductId = new byte[16]), Trust());

    [TestMethod]
    public void Judge_LowerSecurityCounter_RefusesTheRollback() =>
        Expect(ManifestVerdict.CounterTooLow, Make("2.0.0.0", m => m.SecurityCounter = 4), Trust());

    [TestMethod]
    public void Judge_OtherHardware_Refuses() =>
        Expect(ManifestVerdict.WrongHardware, Make("2.0.0.0", m => m.HardwareRevisions = [1, 2, 4]), Trust());

    [TestMethod]
    public void Judge_ListedHardware_Accepts() =>
        Expect(ManifestVerdict.Accepted, Make("2.0.0.0", m => m.HardwareRevisions = [1, 3]), Trust());

    [TestMethod]
    public void Judge_OtherPayloadFormat_Refuses()
    {
        _board.PayloadFormat = 1;
        Expect(ManifestVerdict.WrongFormat, Make("2.0.0.0"), Trust());
    }

    [TestMethod]
    public void Judge_NotAfterPast_RefusesTheFrozenRelease() =>
        Expect(ManifestVerdict.Expired, Make("2.0.0.0", m => m.NotAfter = Now - 1), Trust());

    [TestMethod]
    public void Judge_NotAfterPastButTimeUnknown_Accepts()
    {
        Manifest manifest = Make("2.0.0.0", m => m.NotAfter = Now - 1);
        Assert.AreEqual(ManifestVerdict.Accepted, ManifestRules.Judge(manifest, Trust(), _board, Staging, 0));
    }

    [TestMethod]
    public void Judge_ReleaseFailedItsTrial_Refuses()
    {
        Manifest manifest = Make("2.0.0.0");
        TrustState trust = Trust();
        trust.Fail(manifest.ReleaseId());
        Expect(ManifestVerdict.FailedBefore, manifest, trust);
    }

    [TestMethod]
    [DataRow("1.0.0.0")]
    [DataRow("0.9.9.9")]
    public void Judge_VersionNotHigherThanInstalled_RefusesTheDowngrade(string version) =>
        Expect(ManifestVerdict.NotNewer, Make(version), Trust());

    [TestMethod]
    [DataRow("1.9.0.0")]
    [DataRow("2.0.0.0")]
    public void Judge_NotHigherThanAcceptedBefore_RefusesTheMixAndMatch(string version)
    {
        TrustState trust = Trust();
        trust.Accept(Make("2.0.0.0"));
        Expect(ManifestVerdict.SupersededBefore, Make(version, m => m.NotAfter--), trust);
    }

    [TestMethod]
    public void Judge_TheVeryReleaseAcceptedBefore_Accepts()
    {
        TrustState trust = Trust();
        trust.Accept(Make("2.0.0.0"));
        Expect(ManifestVerdict.Accepted, Make("2.0.0.0"), trust);
    }

    [TestMethod]
    public void Judge_AfterAFailedTrial_OlderAcceptedVersionsCountNoMore()
    {
        TrustState trust = Trust();
        trust.Accept(Make("2.0.0.0"));
        trust.Fail(Make("2.0.0.0").ReleaseId());
        Expect(ManifestVerdict.Accepted, Make("1.5.0.0"), trust);
    }

    [TestMethod]
    public void Judge_ImageTooLargeForTheSlot_Refuses()
    {
        _board.LargestImageBytes = 999;
        Expect(ManifestVerdict.TooLarge, Make("2.0.0.0"), Trust());
    }

    [TestMethod]
    public void Judge_PackageTooLargeForStaging_Refuses() => Assert.AreEqual(
        ManifestVerdict.TooLarge, ManifestRules.Judge(Make("2.0.0.0"), Trust(), _board, 257 * 16 - 1, Now));

    [TestMethod]
    public void Rotates_WithoutKeys_IsFalse() => Assert.IsFalse(ManifestRules.Rotates(Make("2.0.0.0"), Trust()));

    [TestMethod]
    public void Rotates_OlderThanTheLastRotation_IsFalse()
    {
        byte[][] keys = [TestRelease.Compressed(TestRelease.OtherManifestKey)];
        TrustState trust = Trust();
        Assert.IsTrue(ManifestRules.Rotates(Make("2.0.0.0", m => m.ManifestKeys = keys), trust));
        trust.Rotate(Make("2.0.0.0", m => m.ManifestKeys = keys));
        Assert.IsFalse(ManifestRules.Rotates(Make("1.9.0.0", m => m.ManifestKeys = keys), trust));
    }

    [TestMethod]
    public void Install_LowerCounterThanOwn_NeverCountsDown()
    {
        TrustState trust = Trust();
        trust.Install(Make("2.0.0.0", m => m.SecurityCounter = 2));
        Assert.AreEqual(5, trust.SecurityCounter);
    }

    private static Manifest Make(string version, Action<Manifest>? change = null) => new TestRelease(version, m =>
    {
        m.SecurityCounter = 5;
        change?.Invoke(m);
    }).Manifest;

    private TrustState Trust() => TrustState.Initial(_board);

    private void Expect(ManifestVerdict verdict, Manifest manifest, TrustState trust)
    {
        byte[] before = trust.Encode();
        Assert.AreEqual(verdict, ManifestRules.Judge(manifest, trust, _board, Staging, Now));
        CollectionAssert.AreEqual(before, trust.Encode());
    }
}
