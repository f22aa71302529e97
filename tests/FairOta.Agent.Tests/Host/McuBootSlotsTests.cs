using System.IO;
using System.Security.Cryptography;
using FairOta.Core;
using FairOta.Platforms.Host;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Host;

/// <summary>The host's slots with a bootloader run only what MCUboot would.</summary>
[TestClass]
public sealed class McuBootSlotsTests
{
    private static readonly McuBootWriter Right = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("fairota-").FullName;

    [TestCleanup]
    public void Leave() => Directory.Delete(_directory, recursive: true);

    [TestMethod]
    public void Image_OfTheKnownKey_IsTriedConfirmedAndCounted()
    {
        using FileSlots slots = Slots();
        Assert.IsTrue(Install(slots, Right.Build()));
        string running = SlotBootloader.Start(slots);
        Assert.AreEqual(TrialState.Trial, slots.State);
        Assert.AreEqual(0L, slots.SecurityCounter, "a trial that goes back must still find an image that boots");
        slots.Confirm();
        Assert.AreEqual(running, SlotBootloader.Start(slots));
        Assert.AreEqual(5L, slots.SecurityCounter);
    }

    [TestMethod]
    public void Image_OfALowerCounterThanEverConfirmed_IsRefused()
    {
        using FileSlots slots = Slots();
        Assert.IsTrue(Install(slots, Right.Build()));
        SlotBootloader.Start(slots);
        slots.Confirm();
        SlotBootloader.Start(slots);
        Refused(slots, "lower", (Right with { Protected = [(0x50, McuBootWriter.Le32(4))] }).Build(), counter: 4);
        Assert.IsTrue(Install(slots, Right.Build()));
    }

    [TestMethod]
    public void Image_ByAnotherKey_IsRefused() => Refused(
        "does not know", (Right with { Unprotected = McuBootWriter.Signed(McuBootWriter.Key(2)) }).Build());

    [TestMethod]
    public void Image_Unsigned_IsRefused() =>
        Refused("not signed", (Right with { Unprotected = digest => [(0x10, digest)] }).Build());

    [TestMethod]
    public void Image_ThatIsNoneForMcuBoot_IsRefused() => Refused("something else", new byte[1000]);

    [TestMethod]
    public void Image_ThatIsNoneForMcuBoot_IsRefusedAlsoAsOpaque()
    {
        using FileSlots slots = Slots();
        Assert.IsFalse(Install(slots, new byte[1000], format: PayloadFormat.Opaque));
    }

    [TestMethod]
    public void Image_Encrypted_IsRefused() => Refused("encrypted", (Right with { Flags = 4 }).Build());

    [TestMethod]
    public void Image_WithoutCounter_IsRefused() =>
        Refused("no security counter", (Right with { Protected = [] }).Build(), counter: 0);

    [TestMethod]
    public void Image_OfAHashThatIsNotItsOwn_IsRefused()
    {
        byte[] image = Right.Build();
        image[100] ^= 1;
        Refused("SHA-256 is not", image);
    }

    [TestMethod]
    public void Image_OfAnotherVersionOrCounterThanTheManifest_IsRefused()
    {
        Refused("not the manifest's 1.2.3.5", Right.Build(), version: "1.2.3.5");
        Refused("not the manifest's 6", Right.Build(), counter: 6);
    }

    [TestMethod]
    public void Image_LargerThanItsSlotTakes_IsRefused()
    {
        using FileSlots slots = Slots(largest: 100);
        Refused(slots, "its slot takes 100", Right.Build());
    }

    [TestMethod]
    public void Image_DamagedBetweenCompletionAndStart_IsNotTried()
    {
        using FileSlots slots = Slots();
        Assert.IsTrue(Install(slots, Right.Build()));
        string before = slots.RunningImagePath;
        Damage("slot1.image");
        Assert.AreEqual(before, SlotBootloader.Start(slots));
        Assert.AreEqual(TrialState.Reverted, slots.State);
    }

    [TestMethod]
    public void Image_RunningAndDamaged_DoesNotStart()
    {
        using FileSlots slots = Slots();
        Assert.IsTrue(Install(slots, Right.Build()));
        SlotBootloader.Start(slots);
        slots.Confirm();
        SlotBootloader.Start(slots);
        Damage("slot1.image");
        Assert.ThrowsExactly<InvalidDataException>(() => SlotBootloader.Start(slots));
    }

    [TestMethod]
    public void Image_WithoutConfirmation_GoesBackToTheOneBefore()
    {
        File.WriteAllBytes(Path.Combine(_directory, "slot0.image"), (Right with { Payload = [1] }).Build());
        using FileSlots slots = Slots();
        Assert.IsTrue(Install(slots, Right.Build()));
        string trial = SlotBootloader.Start(slots);
        Assert.AreNotEqual(trial, SlotBootloader.Start(slots));
        Assert.AreEqual(TrialState.Reverted, slots.State);
    }

    [TestMethod]
    public void McuBootImage_WithoutABootloader_IsRefused()
    {
        using var slots = new FileSlots(_directory);
        Refused(slots, "this device has none", Right.Build());
        Assert.IsTrue(Install(slots, Right.Build(), format: PayloadFormat.Opaque));
    }

    private static bool Install(
        FileSlots slots, byte[] image, string version = "1.2.3.4", long counter = 5,
        int format = PayloadFormat.McuBoot)
    {
        slots.Begin(new Manifest
        {
            ImageSize = image.Length,
            ImageSha256 = SHA256.HashData(image),
            Version = ImageVersion.Parse(version),
            SecurityCounter = counter,
            PayloadFormat = format,
        });
        slots.Append(image, 0, image.Length);
        return slots.Complete();
    }

    private void Refused(string because, byte[] image, string version = "1.2.3.4", long counter = 5)
    {
        using FileSlots slots = Slots();
        Refused(slots, because, image, version, counter);
    }

    private static void Refused(
        FileSlots slots, string because, byte[] image, string version = "1.2.3.4", long counter = 5)
    {
        string running = SlotBootloader.Start(slots);
        Assert.IsFalse(Install(slots, image, version, counter));
        StringAssert.Contains(slots.Refusal, because);
        Assert.AreEqual(TrialState.None, slots.State);
        Assert.AreEqual(running, SlotBootloader.Start(slots));
    }

    private void Damage(string name)
    {
        string path = Path.Combine(_directory, name);
        byte[] image = File.ReadAllBytes(path);
        image[50] ^= 1;
        File.WriteAllBytes(path, image);
    }

    private FileSlots Slots(long largest = 10_000) =>
        new(_directory, new McuBootBootloader([McuBootWriter.TrustedKey]) { LargestImageBytes = largest });
}
