using System;
using System.Security.Cryptography;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Images;

[TestClass]
public sealed class McuBootBootloaderTests
{
    private static readonly McuBootWriter Right = new();
    private static readonly McuBootBootloader Bootloader = new([McuBootWriter.TrustedKey]);

    [TestMethod]
    public void Image_Signed_IsBootedAndNamesItsSigner() =>
        Assert.AreSame(McuBootWriter.TrustedKey, Bootloader.Check(Parse(Right), 5));

    [TestMethod]
    public void Image_ByAnyKnownKey_IsBooted()
    {
        McuBootKey second = McuBootWriter.Public(McuBootWriter.Key(2));
        var bootloader = new McuBootBootloader([McuBootWriter.TrustedKey, second]);
        Assert.AreSame(
            second, bootloader.Check(Parse(Right with { Unprotected = McuBootWriter.Signed(McuBootWriter.Key(2)) })));
    }

    [TestMethod]
    public void Image_AnyByteOfPayloadChanged_IsRefused()
    {
        byte[] image = Right.Build();
        for (int i = 32; i < 332; i += 13) Refused("SHA-256 is not", image, i);
    }

    [TestMethod]
    public void Image_HeaderOrProtectedEntryChanged_IsRefused()
    {
        byte[] image = Right.Build();
        Refused("SHA-256 is not", image, 20);
        Refused("SHA-256 is not", image, 31);
        Refused("SHA-256 is not", image, 332 + 8);
    }

    [TestMethod]
    public void Image_WithoutHash_IsRefused() => Refused(
        "no SHA-256", Right with { Unprotected = d => McuBootWriter.Signed(McuBootWriter.Key(1))(d)[1..] });

    [TestMethod]
    public void Image_WithASecondHashThatIsWrong_IsRefused() => Refused(
        "SHA-256 is not",
        Right with { Unprotected = d => [.. McuBootWriter.Signed(McuBootWriter.Key(1))(d), (0x10, new byte[32])] });

    [TestMethod]
    public void Image_HashOfAnotherLength_IsRefused() => Refused(
        "SHA-256 is not", Right with { Unprotected = digest => [(0x10, digest[..31])] });

    [TestMethod]
    public void Image_Unsigned_IsRefused() =>
        Refused("not signed", Right with { Unprotected = digest => [(0x10, digest)] });

    [TestMethod]
    public void Image_SignatureWithoutTheNameOfItsKey_IsRefused() => Refused(
        "not signed",
        Right with { Unprotected = d => [(0x10, d), McuBootWriter.Signed(McuBootWriter.Key(1))(d)[2]] });

    [TestMethod]
    public void Image_KeyNamedBehindTheSignature_IsRefused() => Refused(
        "not signed",
        Right with
        {
            Unprotected = d =>
            [
                (0x10, d), McuBootWriter.Signed(McuBootWriter.Key(1))(d)[2],
                McuBootWriter.Signed(McuBootWriter.Key(1))(d)[1],
            ],
        });

    [TestMethod]
    public void Image_ByAnotherKey_IsRefused() => Refused(
        "does not know", Right with { Unprotected = McuBootWriter.Signed(McuBootWriter.Key(2)) });

    [TestMethod]
    public void Image_ByAnotherKeyInTheNameOfOurs_IsRefused() => Refused(
        "does not hold",
        Right with
        {
            Unprotected = d =>
            [
                (0x10, d), McuBootWriter.Signed(McuBootWriter.Key(1))(d)[1],
                McuBootWriter.Signed(McuBootWriter.Key(2))(d)[2],
            ],
        });

    [TestMethod]
    [DataRow(0)]
    [DataRow(31)]
    public void Image_KeyNamedByAPartOfItsHash_IsRefused(int length) => Refused(
        "does not know",
        Right with
        {
            Unprotected = d =>
            [
                (0x10, d), (0x01, McuBootWriter.TrustedKey.Hash[..length]),
                McuBootWriter.Signed(McuBootWriter.Key(1))(d)[2],
            ],
        });

    [TestMethod]
    public void Image_SecondSignatureOfOursThatDoesNotHold_Decides() => Refused(
        "does not hold",
        Right with
        {
            Unprotected = d =>
            [
                .. McuBootWriter.Signed(McuBootWriter.Key(1))(d), (0x01, McuBootWriter.TrustedKey.Hash),
                (0x22, [0x30, 0]),
            ],
        });

    [TestMethod]
    public void Image_SignaturesOfStrangersBesideOurs_ArePassedOver() => Bootloader.Check(Parse(Right with
    {
        Unprotected = d =>
        [
            .. McuBootWriter.Signed(McuBootWriter.Key(2))(d), .. McuBootWriter.Signed(McuBootWriter.Key(1))(d)[1..],
            .. McuBootWriter.Signed(McuBootWriter.Key(3))(d)[1..],
        ],
    }));

    [TestMethod]
    [DataRow(0)]
    [DataRow(64)]
    [DataRow(72)]
    [DataRow(129)]
    public void Image_SignatureThatIsNoDer_IsRefused(int length) =>
        Refused("does not hold", Signature(new byte[length]));

    [TestMethod]
    public void Image_SignatureWithBytesBehind_IsRefused() => Refused(
        "does not hold",
        Right with
        {
            Unprotected = d =>
            [
                (0x10, d), (0x01, McuBootWriter.TrustedKey.Hash),
                (0x22, [.. McuBootWriter.Signed(McuBootWriter.Key(1))(d)[2].Value, 0]),
            ],
        });

    [TestMethod]
    public void Image_WithoutCounter_IsRefused() => Refused("no security counter", Right with { Protected = [] });

    [TestMethod]
    public void Image_CounterBelowTheDevices_IsRefused()
    {
        var refusal = Assert.ThrowsExactly<ProtocolException>(() => Bootloader.Check(Parse(Right), 6));
        StringAssert.Contains(refusal.Message, "lower than the device's");
    }

    [TestMethod]
    public void Image_LargerThanTheSlotTakes_IsRefused()
    {
        McuBootImage image = Parse(Right);
        new McuBootBootloader(Bootloader.Keys) { LargestImageBytes = image.Length }.Check(image);
        var small = new McuBootBootloader(Bootloader.Keys) { LargestImageBytes = image.Length - 1 };
        StringAssert.Contains(
            Assert.ThrowsExactly<ProtocolException>(() => small.Check(image)).Message, "its slot takes");
    }

    [TestMethod]
    public void Agreement_OfAnotherVersionOrCounter_IsRefused()
    {
        McuBootImage image = Parse(Right);
        McuBootBootloader.CheckAgreement(image, new ImageVersion(1, 2, 3, 4), 5);
        Assert.ThrowsExactly<ProtocolException>(
            () => McuBootBootloader.CheckAgreement(image, new ImageVersion(1, 2, 3, 3), 5));
        Assert.ThrowsExactly<ProtocolException>(
            () => McuBootBootloader.CheckAgreement(image, new ImageVersion(1, 2, 3, 4), 4));
        McuBootImage without = Parse(Right with { Protected = [] });
        Assert.ThrowsExactly<ProtocolException>(
            () => McuBootBootloader.CheckAgreement(without, new ImageVersion(1, 2, 3, 4), 0));
    }

    [TestMethod]
    public void Bootloader_WithoutKey_IsNone() =>
        Assert.ThrowsExactly<ArgumentException>(() => new McuBootBootloader([]));

    [TestMethod]
    public void Key_HashIsThatOfItsSubjectPublicKeyInfo() => CollectionAssert.AreEqual(
        SHA256.HashData(McuBootWriter.Key(1).ExportSubjectPublicKeyInfo()), McuBootWriter.TrustedKey.Hash);

    [TestMethod]
    [DataRow("")]
    [DataRow("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void Key_ThatIsNone_IsRefused(string pem) =>
        Assert.ThrowsExactly<ProtocolException>(() => McuBootKey.FromPem(pem));

    [TestMethod]
    public void Key_PrivateOrOfAnotherKind_IsRefused()
    {
        Assert.ThrowsExactly<ProtocolException>(
            () => McuBootKey.FromPem(McuBootWriter.Key(1).ExportPkcs8PrivateKeyPem()));
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.ThrowsExactly<ProtocolException>(() => McuBootKey.FromPem(p384.ExportSubjectPublicKeyInfoPem()));
        using var rsa = RSA.Create(2048);
        Assert.ThrowsExactly<ProtocolException>(() => McuBootKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()));
    }

    [TestMethod]
    [DataRow(131072L, 4096, 4, 30 * 4096L)]
    [DataRow(131072L, 4096, 8, 30 * 4096L)]
    [DataRow(131072L, 4096, 32, 27 * 4096L)]
    [DataRow(1048576L, 4096, 8, 253 * 4096L)]
    [DataRow(1048576L, 131072, 32, 6 * 131072L)]
    [DataRow(1000000L, 4096, 8, 241 * 4096L)]
    public void Slot_TakesWhatItsTrailerLeaves(long slot, int sector, int write, long largest) =>
        Assert.AreEqual(largest, new McuBootSlot(slot, sector, write).LargestImageBytes);

    [TestMethod]
    [DataRow(0L, 4096, 8)]
    [DataRow(8192L, 4096, 8)]
    [DataRow(131072L, 0, 8)]
    [DataRow(131072L, 4096, 3)]
    [DataRow(131072L, 4096, 64)]
    public void Slot_ThatTakesNothing_IsNone(long slot, int sector, int write) =>
        Assert.ThrowsExactly<ArgumentException>(() => new McuBootSlot(slot, sector, write).LargestImageBytes);

    private static McuBootWriter Signature(byte[] signature) => Right with
    {
        Unprotected = digest => [(0x10, digest), (0x01, McuBootWriter.TrustedKey.Hash), (0x22, signature)],
    };

    private static McuBootImage Parse(McuBootWriter writer) => McuBootImage.Parse(writer.Build());

    private static void Refused(string because, McuBootWriter writer)
    {
        McuBootImage image = Parse(writer);
        var refusal = Assert.ThrowsExactly<ProtocolException>(() => Bootloader.Check(image));
        StringAssert.Contains(refusal.Message, because);
    }

    private static void Refused(string because, byte[] right, int changedAt)
    {
        byte[] image = [.. right];
        image[changedAt] ^= 1;
        var refusal = Assert.ThrowsExactly<ProtocolException>(() => Bootloader.Check(McuBootImage.Parse(image)));
        StringAssert.Contains(refusal.Message, because);
    }
}
