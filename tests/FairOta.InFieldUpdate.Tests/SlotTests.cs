using System;
using System.Linq;
using FairOta.Agent;
using FairOta.Core;
using FairOta.InFieldUpdate.Tests.Device;
using FairOta.Platforms.InFieldUpdate;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.Runtime.InFieldUpdate;

namespace FairOta.InFieldUpdate.Tests;

/// <summary>The slot over a device that behaves as UpdateManager's documentation says.</summary>
[TestClass]
public sealed class SlotTests
{
    private static readonly ImageVersion OldVersion = new(1, 0, 0, 0);
    private static readonly ImageVersion NewVersion = new(1, 2, 3, 4);
    private static readonly byte[] Old = Images.Make(OldVersion, 9000, seed: 1);
    private static readonly byte[] New = Images.Make(NewVersion, 20000, seed: 2);
    private static readonly Manifest Release = Images.ManifestOf(New, NewVersion);

    private readonly Power _power = new();
    private readonly McuBootDevice _device;
    private readonly Records _records;
    private InFieldSlot _slot;

    public SlotTests()
    {
        _device = new McuBootDevice(_power, Old);
        _records = new Records(_power);
        _slot = new InFieldSlot(_records);
    }

    [TestMethod]
    [DataRow(16)]
    [DataRow(1024)]
    [DataRow(4096)]
    public void Image_InPiecesOfAnySize_IsTriedAndConfirmed(int piece)
    {
        Assert.IsTrue(Install(New, Release, piece));
        Assert.AreEqual(TrialState.Pending, _slot.State);
        Restart();
        Assert.IsTrue(_device.Runs(New));
        Assert.AreEqual(TrialState.Trial, _slot.State);
        _slot.Confirm();
        Assert.AreEqual(TrialState.Confirmed, _slot.State);
        Restart();
        Assert.IsTrue(_device.Runs(New));
        Assert.AreEqual(TrialState.Confirmed, _slot.State);
    }

    [TestMethod]
    public void Trial_WithoutVerdict_EndsReverted()
    {
        Assert.IsTrue(Install(New, Release));
        Restart();
        Restart();
        Assert.IsTrue(_device.Runs(Old));
        Assert.AreEqual(TrialState.Reverted, _slot.State);
    }

    [TestMethod]
    public void Trial_Rejected_WaitsForTheStartThatGoesBack()
    {
        Assert.IsTrue(Install(New, Release));
        Restart();
        _slot.Revert();
        Assert.AreEqual(TrialState.Pending, _slot.State);
        Restart();
        Assert.IsTrue(_device.Runs(Old));
        Assert.AreEqual(TrialState.Reverted, _slot.State);
    }

    [TestMethod]
    public void Reverted_TriedAgain_TakesWhatTheSlotHolds()
    {
        Assert.IsTrue(Install(New, Release));
        Restart();
        Restart();
        _device.Calls.Clear();
        Assert.IsTrue(Install(New, Release));
        Assert.DoesNotContain("store", _device.Calls);
        Restart();
        Assert.AreEqual(TrialState.Trial, _slot.State);
    }

    [TestMethod]
    public void Begin_AfterAnything_StateIsNone()
    {
        Assert.IsTrue(Install(New, Release));
        Restart();
        _slot.Confirm();
        byte[] next = Images.Make(new ImageVersion(2, 0, 0, 0), 5000, seed: 3);
        _slot.Begin(Images.ManifestOf(next, new ImageVersion(2, 0, 0, 0)));
        Assert.AreEqual(TrialState.None, _slot.State);
    }

    [TestMethod]
    public void Begin_WhileAnImageIsOnTrial_IsRefused()
    {
        _device.StageByHost(New);
        Assert.ThrowsExactly<SlotUnavailableException>(() => _slot.Begin(Release));
        Restart();
        Assert.ThrowsExactly<SlotUnavailableException>(() => _slot.Begin(Release));
        Assert.IsEmpty(_device.Calls);
    }

    [TestMethod]
    public void Settle_OfAHostsImage_ConfirmsOrReverts()
    {
        _device.StageByHost(New);
        Restart();
        _slot.Settle(works: true);
        Assert.AreEqual(UpdateStatus.Confirmed, _device.Status);

        _device.StageByHost(Old);
        Restart();
        _slot.Settle(works: false);
        Restart();
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Settle_OfTheAgentsOwnTrial_DoesNothing()
    {
        Assert.IsTrue(Install(New, Release));
        Restart();
        _slot.Settle(works: true);
        Assert.AreEqual(TrialState.Trial, _slot.State);
    }

    [TestMethod]
    public void Interrupted_SameImage_GoesOnWhereTheSlotSays()
    {
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        Restart();
        _device.Calls.Clear();
        Assert.IsTrue(Install(New, Release, 1024));
        Assert.DoesNotContain("start", _device.Calls);
        // 12,000 bytes are two whole blocks and a part: 8,192 of them stay.
        Assert.AreEqual((New.Length - 8192 + 1023) / 1024, _device.Calls.Count(call => call == "store"));
        Restart();
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Interrupted_ThenAnotherImageWithTheSameHeader_StartsAfresh()
    {
        byte[] other = Images.Make(NewVersion, 20000, seed: 4);
        Assert.AreSequenceEqual(New[..32], other[..32]);
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        Restart();
        _device.Calls.Clear();
        Assert.IsTrue(Install(other, Images.ManifestOf(other, NewVersion)));
        Assert.DoesNotContain("resume", _device.Calls);
        Restart();
        Assert.IsTrue(_device.Runs(other));
    }

    [TestMethod]
    public void Interrupted_RecordDamaged_StartsAfresh()
    {
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        Restart();
        _records.IsDamaged = true;
        Assert.AreEqual(TrialState.None, _slot.State);
        Assert.IsTrue(Install(New, Release));
        Restart();
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Image_OfAnotherVersion_IsRefusedAndErased() => Refuses(
        New, Images.ManifestOf(New, new ImageVersion(1, 2, 3, 5)));

    [TestMethod]
    public void Image_OfAnotherCounter_IsRefusedAndErased() => Refuses(New, Images.ManifestOf(New, NewVersion, 6));

    [TestMethod]
    public void Image_WithoutMagic_IsRefusedBeforeTheSlotIsTouched()
    {
        byte[] image = [.. New];
        image[0] ^= 1;
        Refuses(image, Images.ManifestOf(image, NewVersion));
        Assert.DoesNotContain("start", _device.Calls);
    }

    [TestMethod]
    public void Image_SmallerThanAHeader_IsRefused() => Refuses(New[..16], Images.ManifestOf(New[..16], NewVersion));

    [TestMethod]
    public void Image_LargerThanTheSlot_IsRefused()
    {
        byte[] image = Images.Make(NewVersion, McuBootDevice.SlotBytes, seed: 5);
        Refuses(image, Images.ManifestOf(image, NewVersion));
    }

    [TestMethod]
    public void Complete_OfAWrongHash_IsWrittenAgainAndGivenUpInTheEnd()
    {
        byte[] image = [.. New];
        image[5000] ^= 1;
        Manifest manifest = Images.ManifestOf(image, NewVersion);
        for (int i = 0; i < 3; i++)
        {
            Assert.ThrowsExactly<SlotUnavailableException>(() => Install(image, manifest));
            Assert.AreEqual(TrialState.None, _slot.State);
            Restart();
        }

        Refuses(image, manifest);
        Assert.AreEqual(4, _device.Calls.Count(call => call == "complete"));
        Assert.AreEqual(4, _device.Calls.Count(call => call == "start"));
    }

    [TestMethod]
    [DataRow(UpdateSessionResult.BadMagic)]
    [DataRow(UpdateSessionResult.BadTlv)]
    [DataRow(UpdateSessionResult.HashMismatch)]
    [DataRow(UpdateSessionResult.FlashError)]
    public void Complete_ImageNotIntact_IsWrittenOnceMoreFromTheStart(UpdateSessionResult result)
    {
        _device.Fail("complete", result);
        Assert.ThrowsExactly<SlotUnavailableException>(() => Install(New, Release));
        Assert.AreEqual(TrialState.None, _slot.State);
        _device.Calls.Clear();
        Assert.IsTrue(Install(New, Release));
        Assert.DoesNotContain("resume", _device.Calls);
        Restart();
        Assert.AreEqual(TrialState.Trial, _slot.State);
    }

    [TestMethod]
    [DataRow(UpdateSessionResult.BadToken)]
    [DataRow(UpdateSessionResult.Busy)]
    [DataRow(UpdateSessionResult.Incomplete)]
    [DataRow(UpdateSessionResult.BadArgument)]
    public void Complete_SessionNotAsThought_GoesOnLater(UpdateSessionResult result)
    {
        _device.Fail("complete", result);
        Assert.ThrowsExactly<SlotUnavailableException>(() => Install(New, Release));
        Assert.AreEqual(TrialState.None, _slot.State);
        _device.Calls.Clear();
        Assert.IsTrue(Install(New, Release));
        Assert.DoesNotContain("start", _device.Calls);
    }

    [TestMethod]
    [DataRow(UpdateSessionResult.Busy)]
    [DataRow(UpdateSessionResult.SwapInFlight)]
    [DataRow(UpdateSessionResult.NoSlot)]
    [DataRow(UpdateSessionResult.FlashError)]
    [DataRow(UpdateSessionResult.BadArgument)]
    [DataRow(UpdateSessionResult.BadOffset)]
    [DataRow(UpdateSessionResult.NoImage)]
    [DataRow(UpdateSessionResult.HeaderMismatch)]
    public void Start_Refused_GoesOnLater(UpdateSessionResult result)
    {
        _device.Fail("start", result);
        Assert.ThrowsExactly<SlotUnavailableException>(() => Install(New, Release));
        Assert.IsTrue(Install(New, Release));
    }

    [TestMethod]
    [DataRow(UpdateSessionResult.Busy)]
    [DataRow(UpdateSessionResult.SwapInFlight)]
    [DataRow(UpdateSessionResult.NoSlot)]
    [DataRow(UpdateSessionResult.FlashError)]
    public void Resume_Refused_KeepsWhatIsStored(UpdateSessionResult result)
    {
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        Restart();
        _device.Fail("resume", result);
        _device.Calls.Clear();
        Assert.ThrowsExactly<SlotUnavailableException>(() => Install(New, Release));
        Assert.IsTrue(Install(New, Release));
        Assert.DoesNotContain("start", _device.Calls);
        Assert.DoesNotContain("erase", _device.Calls);
    }

    [TestMethod]
    [DataRow(UpdateSessionResult.NoImage)]
    [DataRow(UpdateSessionResult.HeaderMismatch)]
    public void Resume_NothingOfUseInTheSlot_StartsAfresh(UpdateSessionResult result)
    {
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        Restart();
        _device.Fail("resume", result);
        Assert.IsTrue(Install(New, Release));
        Restart();
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    [DataRow(UpdateSessionResult.FlashError)]
    [DataRow(UpdateSessionResult.Busy)]
    public void Store_FaultsThatPass_AreTriedAgain(UpdateSessionResult result)
    {
        _device.Fail("store", result, result, result);
        Assert.IsTrue(Install(New, Release));
        Restart();
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Store_FaultsThatStay_PauseTheSession()
    {
        _device.Fail("store", [.. Enumerable.Repeat(UpdateSessionResult.FlashError, 4)]);
        Assert.ThrowsExactly<SlotUnavailableException>(() => Install(New, Release));
        Assert.AreEqual("abort", _device.Calls[^1]);
        Assert.IsTrue(Install(New, Release));
    }

    [TestMethod]
    public void Store_SessionGone_IsResumedLater()
    {
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        _device.Fail("store", UpdateSessionResult.BadToken);
        Assert.ThrowsExactly<SlotUnavailableException>(() => _slot.Append(New, 12000, 4096));
        _device.Calls.Clear();
        Assert.IsTrue(Install(New, Release));
        Assert.DoesNotContain("start", _device.Calls);
    }

    [TestMethod]
    [DataRow(UpdateSessionResult.BadMagic)]
    [DataRow(UpdateSessionResult.TooLarge)]
    public void Store_ImageRefused_IsGivenUpAndErased(UpdateSessionResult result)
    {
        _device.Fail("store", result);
        Refuses(New, Release);
    }

    [TestMethod]
    public void Slot_HeldByAHost_IsTriedLater()
    {
        _device.IsHeldByHost = true;
        Assert.ThrowsExactly<SlotUnavailableException>(() => Install(New, Release));
        _device.IsHeldByHost = false;
        Assert.IsTrue(Install(New, Release));
    }

    [TestMethod]
    public void Abort_ErasesWhatWasWritten()
    {
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        _slot.Abort();
        Assert.IsTrue(_device.IsSecondaryErased);
        Assert.AreEqual(TrialState.None, _slot.State);
    }

    [TestMethod]
    public void Abort_EraseFails_ErasesAnotherWay()
    {
        _slot.Begin(Release);
        _slot.Append(New, 0, 12000);
        Restart();
        _slot.Begin(Release);
        _slot.Append(New, 0, 4096);
        _device.Fail("abort", UpdateSessionResult.BadToken);
        _device.Restart();
        _slot.Abort();
        Assert.IsTrue(_device.IsSecondaryErased);
    }

    [TestMethod]
    public void Abort_NothingBegun_TouchesNothing()
    {
        _slot.Abort();
        Assert.IsEmpty(_device.Calls);
        Assert.AreEqual(0, _power.Writes);
    }

    [TestMethod]
    public void Append_NothingBegun_Throws()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => _slot.Append(New, 0, 16));
        Assert.ThrowsExactly<InvalidOperationException>(() => _slot.Complete());
    }

    [TestMethod]
    public void State_Unknown_Throws()
    {
        Assert.IsTrue(Install(New, Release));
        _device.ForcedStatus = UpdateStatus.Unknown;
        Assert.ThrowsExactly<SlotUnavailableException>(() => _slot.State);
    }

    [TestMethod]
    public void Confirm_Refused_Throws()
    {
        Assert.IsTrue(Install(New, Release));
        Restart();
        _device.Fail("confirm", UpdateSessionResult.FlashError);
        Assert.ThrowsExactly<SlotUnavailableException>(_slot.Confirm);
        Assert.AreEqual(TrialState.Trial, _slot.State);
        _slot.Confirm();
        Assert.AreEqual(TrialState.Confirmed, _slot.State);
    }

    [TestMethod]
    [DataRow(UpdateStatus.TestPending)]
    [DataRow(UpdateStatus.PermanentPending)]
    [DataRow(UpdateStatus.RollbackPending)]
    public void State_SwapScheduled_IsPending(UpdateStatus status)
    {
        Assert.IsTrue(Install(New, Release));
        _device.ForcedStatus = status;
        Assert.AreEqual(TrialState.Pending, _slot.State);
    }

    private bool Install(byte[] image, Manifest manifest, int piece = 4096)
    {
        _slot.Begin(manifest);
        for (int at = 0; at < image.Length; at += piece)
            _slot.Append(image, at, Math.Min(piece, image.Length - at));
        return _slot.Complete();
    }

    private void Refuses(byte[] image, Manifest manifest)
    {
        Assert.IsFalse(Install(image, manifest));
        Assert.IsTrue(_device.IsSecondaryErased);
        Assert.AreEqual(TrialState.None, _slot.State);
        Restart();
        Assert.IsTrue(_device.Runs(Old));
    }

    private void Restart()
    {
        InFieldSlot.Restart();
        _slot = new InFieldSlot(_records);
    }
}
