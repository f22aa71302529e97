using System.Collections;
using FairOta.Core;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Rules;

[TestClass]
public class ReceiptRulesTests
{
    private const long Hour = 3600;
    private const long Now = TestRelease.IssuedAt;

    private static readonly byte[] ReleaseId = TestRelease.Seeded("release");
    private static readonly byte[] Session = TestRelease.Seeded("session");
    private static readonly byte[] OtherSession = TestRelease.Seeded("other session");

    [TestMethod]
    [DataRow(4 * Hour, false)]
    [DataRow(4 * Hour + 1, true)]
    [DataRow(24 * Hour, true)]
    [DataRow(24 * Hour + 1, false)]
    [DataRow(-Hour, false)]
    public void MaySign_ValidUntil_MustLieInTheWindow(long ahead, bool may) =>
        Assert.AreEqual(may, ReceiptRules.MaySign([], ReleaseId, Session, Now + ahead, Now));

    [TestMethod]
    public void MaySign_UnknownTime_IsFalse() =>
        Assert.IsFalse(ReceiptRules.MaySign([], ReleaseId, Session, 20 * Hour, 0));

    [TestMethod]
    public void MaySign_BoundToAnotherSession_IsFalseUntilItIsPast()
    {
        ArrayList bindings = [new Binding(ReleaseId, OtherSession, Now + Hour)];
        Assert.IsFalse(ReceiptRules.MaySign(bindings, ReleaseId, Session, Now + 20 * Hour, Now));
        Assert.IsFalse(ReceiptRules.MaySign(bindings, ReleaseId, Session, Now + 20 * Hour, Now + Hour));
        Assert.IsTrue(ReceiptRules.MaySign(bindings, ReleaseId, Session, Now + 20 * Hour, Now + Hour + 1));
    }

    [TestMethod]
    public void MaySign_BoundForAnotherRelease_IsTrue() => Assert.IsTrue(ReceiptRules.MaySign(
        [new Binding(OtherSession, OtherSession, Now + Hour)], ReleaseId, Session, Now + 20 * Hour, Now));

    [TestMethod]
    public void MaySign_SameSessionOtherValidUntil_IsFalse() => Assert.IsFalse(ReceiptRules.MaySign(
        [new Binding(ReleaseId, Session, Now + 19 * Hour)], ReleaseId, Session, Now + 20 * Hour, Now));

    [TestMethod]
    public void MaySign_BindingOfAWrongTime_BindsNoMore() => Assert.IsTrue(ReceiptRules.MaySign(
        [new Binding(ReleaseId, OtherSession, Now + 48 * Hour + 1)], ReleaseId, Session, Now + 20 * Hour, Now));

    [TestMethod]
    public void MaySign_AsManyBindingsAsAreKept_IsFalse()
    {
        ArrayList bindings = [];
        for (byte i = 0; i < AgentLimits.Bindings; i++)
            bindings.Add(new Binding([i], [i], Now + Hour));
        Assert.IsFalse(ReceiptRules.MaySign(bindings, ReleaseId, Session, Now + 20 * Hour, Now));
    }

    [TestMethod]
    public void BoundUntil_SeveralBindings_IsTheLargestOfTheReleaseThatBinds()
    {
        ArrayList bindings =
        [
            new Binding(ReleaseId, Session, Now + Hour),
            new Binding(ReleaseId, Session, Now + 2 * Hour),
            new Binding(ReleaseId, Session, Now + 49 * Hour),
            new Binding(OtherSession, Session, Now + 5 * Hour),
        ];
        Assert.AreEqual(Now + 2 * Hour, ReceiptRules.BoundUntil(bindings, ReleaseId, Now));
        Assert.AreEqual(0, ReceiptRules.BoundUntil(bindings, ReleaseId, Now + 50 * Hour));
        Assert.AreEqual(Now + 49 * Hour, ReceiptRules.BoundUntil(bindings, ReleaseId, 0));
    }

    [TestMethod]
    public void Key_OfTheCommitment_IsTakenAndAnyOtherIsNot()
    {
        byte[] key = TestRelease.Seeded("k");
        byte[] commitments = Ecdsa.PublicKey(key);
        Assert.IsNotNull(ReceiptRules.Key(key, commitments));
        Assert.IsNull(ReceiptRules.Key(TestRelease.Seeded("other k"), commitments));
        Assert.IsNull(ReceiptRules.Key(new byte[32], commitments));
        Assert.IsNull(ReceiptRules.Key(new byte[31], commitments));
        Assert.IsNull(ReceiptRules.Key(null, commitments));
        byte[] notBelowQ = new byte[32];
        System.Array.Fill(notBelowQ, (byte)0xFF);
        Assert.IsNull(ReceiptRules.Key(notBelowQ, commitments));
    }

    [TestMethod]
    public void IsLapsed_OnlyTenMinutesAfterValidUntilAndWithATime()
    {
        Assert.IsFalse(ReceiptRules.IsLapsed(Now, Now + Limits.KeepSealedSeconds));
        Assert.IsTrue(ReceiptRules.IsLapsed(Now, Now + Limits.KeepSealedSeconds + 1));
        Assert.IsFalse(ReceiptRules.IsLapsed(Now, 0));
        Assert.IsTrue(ReceiptRules.IsLapsed(Now + 48 * Hour + 1, Now));
    }

    [TestMethod]
    [DataRow(1L, 2L, 3L)]
    [DataRow(3L, 1L, 2L)]
    [DataRow(2L, 3L, 1L)]
    [DataRow(2L, 2L, 9L)]
    [DataRow(2L, 0L, 2L)]
    public void Median_InAnyOrder_IsTheMiddle(long a, long b, long c) => Assert.AreEqual(2, TimeRules.Median(a, b, c));

    [TestMethod]
    public void FromClock_BeforeIssuedAt_IsUnknown()
    {
        Assert.AreEqual(0, TimeRules.FromClock(Now - 1, Now));
        Assert.AreEqual(Now, TimeRules.FromClock(Now, Now));
        Assert.AreEqual(0, TimeRules.FromClock(0, 0));
    }
}
