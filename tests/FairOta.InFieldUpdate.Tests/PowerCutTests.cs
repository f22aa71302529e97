using System;
using FairOta.Agent;
using FairOta.Core;
using FairOta.InFieldUpdate.Tests.Device;
using FairOta.Platforms.InFieldUpdate;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.InFieldUpdate.Tests;

/// <summary>
/// Power cut before, in and after every write of an update through the slot, each in a run of its own.
/// </summary>
[TestClass]
public sealed class PowerCutTests
{
    private static readonly ImageVersion NewVersion = new(1, 1, 0, 0);
    private static readonly byte[] Old = Images.Make(new ImageVersion(1, 0, 0, 0), 6000, seed: 1);
    private static readonly byte[] New = Images.Make(NewVersion, 12000, seed: 2);

    [TestMethod]
    [DataRow(Cut.Before)]
    [DataRow(Cut.Torn)]
    [DataRow(Cut.After)]
    public void Update_CutAtEveryWrite_EndsOnTheNewImage(Cut how)
    {
        int writes = Run(0, how);
        for (int write = 1; write <= writes; write++)
            Run(write, how);
        Assert.IsGreaterThan(15, writes);
    }

    // As the agent does it: what the durable state says decides what comes next.
    private static int Run(int cutAt, Cut how)
    {
        Power power = new();
        power.CutAt(cutAt, how);
        McuBootDevice device = new(power, Old);
        Records records = new(power);
        for (int start = 0; start < 10; start++)
        {
            try
            {
                if (GoOn(new InFieldSlot(records)))
                {
                    device.Restart();
                    Assert.IsTrue(device.Runs(New), $"Cut {how} at write {cutAt}: the new image did not stay.");
                    return power.Writes;
                }
            }
            catch (PowerCut)
            {
                // The next start shows what it left.
            }
            catch (SlotUnavailableException)
            {
                // A new agent tries again.
            }

            device.Restart();
            Assert.IsTrue(
                device.Runs(Old) || device.Runs(New), $"Cut {how} at write {cutAt}: something else runs.");
        }

        throw new InvalidOperationException($"Cut {how} at write {cutAt}: the update did not end.");
    }

    private static bool GoOn(InFieldSlot slot)
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
                slot.Begin(Images.ManifestOf(New, NewVersion));
                for (int at = 0; at < New.Length; at += 256)
                    slot.Append(New, at, Math.Min(256, New.Length - at));
                Assert.IsTrue(slot.Complete());
                return false;
        }
    }
}
