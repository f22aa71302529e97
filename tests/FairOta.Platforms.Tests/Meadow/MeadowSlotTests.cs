using System;
using System.IO;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Platforms.Meadow;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Meadow;

/// <summary>The slot over a system that has no trial and no way back.</summary>
[TestClass]
public sealed class MeadowSlotTests
{
    private static readonly ImageVersion V1 = new(1, 0, 0, 0);
    private static readonly ImageVersion V2 = new(2, 0, 0, 0);
    private static readonly ImageVersion V3 = new(3, 0, 0, 0);
    private static readonly byte[] Package2 = Packages.Make("app/App.dll", "info.json");
    private static readonly byte[] Package3 = Packages.Make("app/App.dll", "app/More.dll");

    private readonly MeadowModel _device = new(V1);
    private MeadowSlot _slot;

    public MeadowSlotTests()
    {
        _device.Knows(Package2, V2);
        _device.Knows(Package3, V3);
        _slot = Open();
    }

    [TestMethod]
    public void Package_Installed_IsTriedAndKept()
    {
        Assert.IsTrue(Install(Package2, V2));
        Assert.AreEqual(TrialState.Pending, _slot.State);
        Assert.IsFalse(Restart());
        Assert.AreEqual(TrialState.Trial, _slot.State);
        _slot.Confirm();
        Assert.AreEqual(TrialState.Confirmed, _slot.State);
        Assert.IsFalse(Restart());
        Assert.AreEqual(V2, _device.Running);
        Assert.AreEqual(TrialState.Confirmed, _slot.State);
    }

    [TestMethod]
    public void Package_NotTakenByTheSystem_IsReverted()
    {
        _device.Installs = false;
        Assert.IsTrue(Install(Package2, V2));
        Restart();
        Assert.AreEqual(TrialState.Reverted, _slot.State);
    }

    [TestMethod]
    public void Trial_Rejected_GoesBackToThePackageConfirmedLast()
    {
        InstallAndConfirm(Package2, V2);
        Assert.IsTrue(Install(Package3, V3));
        Restart();
        _slot.Revert();
        Assert.AreEqual(TrialState.Pending, _slot.State);
        Restart();
        Assert.AreEqual(V2, _device.Running);
        Assert.AreEqual(TrialState.Reverted, _slot.State);
    }

    [TestMethod]
    public void Trial_RejectedWithNothingToGoBackTo_IsLeftRunningAndReverted()
    {
        Assert.IsTrue(Install(Package2, V2));
        Restart();
        _slot.Revert();
        Assert.AreEqual(TrialState.Reverted, _slot.State);
        Restart();
        Assert.AreEqual(V2, _device.Running);
        Assert.AreEqual(TrialState.Reverted, _slot.State);
    }

    [TestMethod]
    public void Trial_RejectedAndTheGoodPackageRotten_IsNotHandedOver()
    {
        InstallAndConfirm(Package2, V2);
        Assert.IsTrue(Install(Package3, V3));
        Restart();
        _device.Rot("mpak-0");
        _slot.Revert();
        Assert.IsFalse(_device.IsStaged);
        Assert.AreEqual(TrialState.Reverted, _slot.State);
    }

    [TestMethod]
    public void Trial_StartedOftenWithoutAWord_GoesBackByItself()
    {
        InstallAndConfirm(Package2, V2);
        Assert.IsTrue(Install(Package3, V3));
        for (int i = 0; i < 3; i++)
            Assert.IsFalse(Restart());
        Assert.IsTrue(Restart());
        Assert.IsFalse(Restart());
        Assert.AreEqual(V2, _device.Running);
        Assert.AreEqual(TrialState.Reverted, _slot.State);
    }

    [TestMethod]
    public void Start_LongAfterAnImageWasLeft_WritesNothing()
    {
        Assert.IsTrue(Install(Package2, V2));
        Restart();
        _slot.Revert();
        for (int i = 0; i < 5; i++)
            Restart();
        int operations = _device.Operations;
        Restart();
        Assert.AreEqual(operations, _device.Operations);
    }

    [TestMethod]
    public void NextRelease_AfterOneWasLeft_IsInstalledAndKeepsTheGoodPackage()
    {
        InstallAndConfirm(Package2, V2);
        Assert.IsTrue(Install(Package3, V3));
        Restart();
        _slot.Revert();
        Restart();
        Assert.IsTrue(Install(Package3, V3));
        Restart();
        Assert.AreEqual(TrialState.Trial, _slot.State);
        _slot.Revert();
        Restart();
        Assert.AreEqual(V2, _device.Running);
    }

    [TestMethod]
    public void Complete_OtherBytesThanTheManifests_IsRefused()
    {
        _slot.Begin(Packages.ManifestOf(Package2, V2));
        _slot.Append(Package3, 0, Math.Min(Package2.Length, Package3.Length));
        Assert.IsFalse(_slot.Complete());
        Assert.AreEqual(TrialState.None, _slot.State);
        Assert.IsEmpty(_device.Files);
    }

    [TestMethod]
    public void Complete_NoPackage_IsRefused()
    {
        byte[] nothing = [1, 2, 3, 4];
        Assert.IsFalse(Install(nothing, V2));
        Assert.AreEqual(TrialState.None, _slot.State);
        Assert.IsFalse(_device.IsStaged);
    }

    [TestMethod]
    public void Complete_ReadsBackOtherwise_IsWrittenAgain()
    {
        _device.Rots = true;
        Assert.ThrowsExactly<IOException>(() => Install(Package2, V2));
        Assert.AreEqual(TrialState.None, _slot.State);
        _device.Rots = false;
        Assert.IsTrue(Install(Package2, V2));
    }

    [TestMethod]
    public void Abort_LeavesNothing()
    {
        _slot.Begin(Packages.ManifestOf(Package2, V2));
        _slot.Append(Package2, 0, 100);
        _slot.Abort();
        Assert.IsEmpty(_device.Files);
        _slot.Abort();
        Assert.AreEqual(TrialState.None, _slot.State);
    }

    [TestMethod]
    public void Confirm_NothingOnTrial_Throws() => Assert.ThrowsExactly<InvalidOperationException>(_slot.Confirm);

    [TestMethod]
    public void Append_NothingBegun_Throws() =>
        Assert.ThrowsExactly<InvalidOperationException>(() => _slot.Append(Package2, 0, 1));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Update_CutAtEveryOperation_EndsOnTheNewApplication(bool isCutAfter)
    {
        int operations = Run(0, isCutAfter);
        for (int cutAt = 1; cutAt <= operations; cutAt++)
            Run(cutAt, isCutAfter);
        Assert.IsGreaterThan(10, operations);
    }

    // As the agent does it: the durable state says what comes next.
    private static int Run(int cutAt, bool isCutAfter)
    {
        MeadowModel device = new(V1) { CutAt = cutAt, IsCutAfter = isCutAfter };
        device.Knows(Package2, V2);
        for (int start = 0; start < 8; start++)
        {
            device.Start();
            try
            {
                using MeadowSlot slot = new(device, device, device, device.Running);
                Assert.IsFalse(slot.Start());
                if (GoOn(slot))
                {
                    Assert.AreEqual(V2, device.Running);
                    return device.Operations;
                }
            }
            catch (OperationCanceledException)
            {
                // The next start shows what the cut left.
            }
        }

        throw new InvalidOperationException($"Cut at {cutAt}: the update did not end.");
    }

    private static bool GoOn(MeadowSlot slot)
    {
        switch (slot.State)
        {
            case TrialState.Confirmed:
                return true;
            case TrialState.Trial:
                slot.Confirm();
                return true;
            case TrialState.Pending:
                return false;
            default:
                slot.Begin(Packages.ManifestOf(Package2, V2));
                for (int at = 0; at < Package2.Length; at += 100)
                    slot.Append(Package2, at, Math.Min(100, Package2.Length - at));
                Assert.IsTrue(slot.Complete());
                return false;
        }
    }

    private MeadowSlot Open() => new(_device, _device, _device, _device.Running);

    private bool Install(byte[] package, ImageVersion version)
    {
        _slot.Begin(Packages.ManifestOf(package, version));
        for (int at = 0; at < package.Length; at += 64)
            _slot.Append(package, at, Math.Min(64, package.Length - at));
        return _slot.Complete();
    }

    private void InstallAndConfirm(byte[] package, ImageVersion version)
    {
        Assert.IsTrue(Install(package, version));
        Restart();
        _slot.Confirm();
    }

    // True where the slot asks for a reset at once.
    private bool Restart()
    {
        _device.Start();
        _slot.Dispose();
        _slot = Open();
        return _slot.Start();
    }
}
