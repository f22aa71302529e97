using System;
using FairOta.Core;
using FairOta.Sdk.Vendor;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Releases;

/// <summary>A release of payload format 1 is refused where the bootloader would refuse its image.</summary>
[TestClass]
public sealed class McuBootReleaseTests
{
    private static readonly McuBootWriter Right = new();

    [TestMethod]
    public void Build_ImageThatBoots_IsReleased()
    {
        Manifest manifest = Build(Right.Build()).Manifest;
        Assert.AreEqual(PayloadFormat.McuBoot, manifest.PayloadFormat);
        Assert.AreEqual("1.2.3.4", manifest.Version.ToString());
        Assert.AreEqual(5L, manifest.SecurityCounter);
    }

    [TestMethod]
    public void Build_ImageCutAnywhereOrLonger_IsRefused()
    {
        byte[] image = Right.Build();
        for (int length = 1; length < image.Length; length += 7) Refused("", image[..length]);
        Refused("does not end where", [.. image, 0xff, 0xff]);
    }

    [TestMethod]
    public void Build_NoMcuBootImage_IsRefused() => Refused("no MCUboot image", Sample.Plan.Image);

    [TestMethod]
    public void Build_ImageChangedAfterSigning_IsRefused()
    {
        byte[] image = Right.Build();
        image[100] ^= 1;
        Refused("SHA-256 is not", image);
    }

    [TestMethod]
    public void Build_ImageUnsigned_IsRefused() =>
        Refused("not signed", (Right with { Unprotected = digest => [(0x10, digest)] }).Build());

    [TestMethod]
    public void Build_ImageByAnotherKey_IsRefused() => Refused(
        "does not know", (Right with { Unprotected = McuBootWriter.Signed(McuBootWriter.Key(2)) }).Build());

    [TestMethod]
    public void Build_ImageEncrypted_IsRefused() => Refused("encrypted", (Right with { Flags = 4 }).Build());

    [TestMethod]
    public void Build_ImageWithoutCounter_IsRefused() =>
        Refused("--security-counter", (Right with { Protected = [] }).Build());

    [TestMethod]
    public void Build_ImageOfAnotherVersionOrCounter_IsRefused()
    {
        Refused("not the manifest's", Right.Build(), plan => plan with { Version = new ImageVersion(1, 2, 3, 5) });
        Refused("not the manifest's", Right.Build(), plan => plan with { SecurityCounter = 4 });
    }

    [TestMethod]
    public void Build_ImageLargerThanItsSlotTakes_IsRefused()
    {
        byte[] image = (Right with { Payload = new byte[200_000] }).Build();
        var slot = new McuBootSlot(200_000 + 4096);
        Refused("its slot takes", image, plan => plan with
        {
            Bootloader = new McuBootBootloader([McuBootWriter.TrustedKey])
            {
                LargestImageBytes = slot.LargestImageBytes,
            },
        });
        Build(image);
    }

    [TestMethod]
    public void Build_McuBootImageForNoBootloader_IsRefused() =>
        Refused("public key is needed", Right.Build(), plan => plan with { Bootloader = null });

    [TestMethod]
    public void Build_OtherFormatForABootloader_IsRefused() => Refused(
        "public key is needed", Right.Build(), plan => plan with { PayloadFormat = PayloadFormat.Opaque });

    private static void Refused(string because, byte[] image, Func<ReleasePlan, ReleasePlan>? change = null)
    {
        var refusal = Assert.ThrowsExactly<ReleaseException>(() => Build(image, change));
        StringAssert.Contains(refusal.Message, because);
    }

    private static Release Build(byte[] image, Func<ReleasePlan, ReleasePlan>? change = null) => Sample.Build(plan =>
    {
        ReleasePlan mcuBoot = plan with
        {
            Image = image,
            PayloadFormat = PayloadFormat.McuBoot,
            Bootloader = new McuBootBootloader([McuBootWriter.TrustedKey]),
        };
        return change is null ? mcuBoot : change(mcuBoot);
    });
}
