using System;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Sample = FairOta.Sdk.Tests.Vendor.Sample;

namespace FairOta.Sdk.Tests.Serving;

[TestClass]
public sealed class RecallNoticeTests
{
    private const long IssuedAt = Sample.Now + 5;
    private static readonly Release Release = Sample.Build();
    private static readonly byte[] Signed = RecallNotice.Sign(Release.Id, IssuedAt, Sample.ManifestKey);

    [TestMethod]
    public void Notice_ByTheManifestsSigner_NamesReleaseAndTimeAndCounts()
    {
        RecallNotice notice = RecallNotice.Parse(Signed);
        Assert.AreEqual(Release.Id, notice.ReleaseId);
        Assert.AreEqual(IssuedAt, notice.IssuedAt);
        Assert.IsTrue(notice.IsBySignerOf(Release.SignedManifest));
    }

    [TestMethod]
    public void Notice_AtTheLatestTime_FitsItsLimit()
    {
        byte[] last = RecallNotice.Sign(Release.Id, long.MaxValue, Sample.ManifestKey);
        Assert.HasCount(120, last);
        Assert.AreEqual(long.MaxValue, RecallNotice.Parse(last).IssuedAt);
    }

    [TestMethod]
    public void Notice_ByAnotherKey_DoesNotCount()
    {
        byte[] strange = RecallNotice.Sign(Release.Id, IssuedAt, Sample.OtherManifestKey);
        Assert.IsFalse(RecallNotice.Parse(strange).IsBySignerOf(Release.SignedManifest));
    }

    [TestMethod]
    public void Notice_OfAnotherReleaseOfThatSigner_DoesNotCount()
    {
        Release other = Sample.Build(plan => plan with { Version = new ImageVersion(2, 0, 0, 0) }, seed: 100);
        Assert.IsFalse(RecallNotice.Parse(Signed).IsBySignerOf(other.SignedManifest));
    }

    /// <summary>The very bytes of a recall, signed as a manifest would be: what a vendor signs for one thing is not
    /// taken for another.</summary>
    [TestMethod]
    public void Notice_SignedAsAManifest_DoesNotCount()
    {
        byte[] asManifest = CoseSign1.Sign(
            new HostSymmetric(), Sample.ManifestKey.Secret, CoseSign1.Payload(Signed), Tags.Manifest);
        Assert.IsFalse(RecallNotice.Parse(asManifest).IsBySignerOf(Release.SignedManifest));
    }

    [TestMethod]
    public void Notice_WithAnyBitTurned_IsRefusedOrDoesNotCount()
    {
        for (int i = 0; i < Signed.Length; i++)
        {
            byte[] turned = [.. Signed];
            turned[i] ^= 1;
            Assert.IsFalse(Counts(turned), $"Byte {i} can be turned.");
        }
    }

    [TestMethod]
    public void Parse_OfMoreOrLess_IsRefused()
    {
        Refused([.. Signed, 0]);
        Refused(Signed[..^1]);
        Refused([]);
        Refused(new byte[RecallNotice.MaxBytes + 1]);
        Refused(Payload(writer => writer.WriteArray(1), writer => writer.WriteBytes(Release.Id.ToBytes())));
        Refused(Payload(
            writer => writer.WriteArray(2), writer => writer.WriteBytes(new byte[31]), writer => writer.WriteUInt(1)));
        Refused(Payload(
            writer => writer.WriteArray(2), writer => writer.WriteBytes(Release.Id.ToBytes()),
            writer => writer.WriteUInt(1), writer => writer.WriteUInt(1)));
    }

    [TestMethod]
    public void Sign_WithAKeyOfAnotherKindOrANegativeTime_IsRefused()
    {
        KeyPair device = KeyPair.Draw(KeyKind.Device, new SystemRandomness());
        Assert.ThrowsExactly<ArgumentException>(() => RecallNotice.Sign(Release.Id, IssuedAt, device));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => RecallNotice.Sign(Release.Id, -1, Sample.ManifestKey));
    }

    private static bool Counts(byte[] notice)
    {
        try
        {
            return RecallNotice.Parse(notice).IsBySignerOf(Release.SignedManifest);
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    private static void Refused(byte[] notice) =>
        Assert.ThrowsExactly<ProtocolException>(() => RecallNotice.Parse(notice));

    private static byte[] Payload(params Action<CborWriter>[] parts)
    {
        var writer = new CborWriter();
        foreach (Action<CborWriter> part in parts) part(writer);
        return CoseSign1.Sign(
            new HostSymmetric(), Sample.ManifestKey.Secret, writer.ToArray(), [.. "FairOTA/1/recall"u8]);
    }
}
