using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>
/// Power is cut before and after every durable operation of a run. That two receipts never overlap is checked by the
/// world.
/// </summary>
[TestClass]
public class PowerCutTests
{
    private static readonly TestRelease Release = new("2.0.0.0");

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Update_PowerCutAtAnyDurableOperation_EndsInstalled(bool before)
    {
        long operations = Run(0, before).Power.Operations;
        for (long cut = 1; cut <= operations; cut++)
        {
            TestDevice device = Run(cut, before);
            Assert.AreEqual(1, device.PowerCuts, "No cut at " + cut);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Update_PowerCutAtAnyDurableOperationBesideACheat_NeverReturnsToIt(bool before)
    {
        long operations = RunWithCheat(0, before);
        for (long cut = 1; cut <= operations; cut++)
            RunWithCheat(cut, before);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Trial_PowerCutAtAnyDurableOperationOfAFailingImage_EndsOnTheOldImage(bool before)
    {
        long operations = RunFailing(0, before);
        for (long cut = 1; cut <= operations; cut++)
            RunFailing(cut, before);
    }

    [TestMethod]
    public void Update_PowerCutTwice_EndsInstalled()
    {
        long operations = Run(0, true).Power.Operations;
        for (long cut = 1; cut < operations; cut += 5)
        {
            World world = World.Honest(Release);
            TestDevice device = new(world);
            device.Power.CutAt(cut, before: false);
            device.RunUntil(_ => device.PowerCuts == 1);
            device.Power.CutAt(device.Power.Operations + 3, before: true);
            device.RunUntilIdle();
            Assert.IsTrue(device.Runs(Release), "Cut at " + cut);
        }
    }

    [TestMethod]
    public void Open_PowerCut_NeverReusesACounterForAnotherSession()
    {
        long operations = Run(0, true).Power.Operations;
        for (long cut = 1; cut <= operations; cut += 3)
        {
            TestDevice device = Run(cut, before: true, out World world);
            List<string> nonces =
                [.. world.Distributors.SelectMany(d => d.Sessions).Select(s => Bytes.ToHex(s.Open.Nonce))];
            CollectionAssert.AllItemsAreUnique(nonces, "Cut at " + cut + " with " + device.PowerCuts);
        }
    }

    [TestMethod]
    public void Download_PowerCut_FetchesAgainOnlyThePieceInFlight()
    {
        TestDevice whole = new(World.Honest(Release));
        List<long> stages = [];
        whole.Power.Watch = (number, what) =>
        {
            if (what == "stage")
                stages.Add(number);
        };
        whole.RunUntilIdle();
        foreach (long cut in stages)
        {
            TestDevice device = Run(cut, before: false, out World world);
            long served = world.Distributors.SelectMany(d => d.Sessions).Sum(s => s.BytesServed);
            Assert.IsLessThanOrEqualTo(Release.Package.Content.Length + device.Board.Limits.PieceBytes, served);
        }
    }

    private static TestDevice Run(long cut, bool before) => Run(cut, before, out _);

    private static TestDevice Run(long cut, bool before, out World world)
    {
        world = World.Honest(Release);
        TestDevice device = new(world);
        device.Power.CutAt(cut, before);
        device.RunUntilIdle();
        Assert.IsTrue(device.Runs(Release), "Cut at " + cut);
        Assert.AreEqual(TrialState.Confirmed, device.Slots.State, "Cut at " + cut);
        Assert.AreEqual("2.0.0.0", device.Trust.InstalledVersion.ToString(), "Cut at " + cut);
        Assert.AreEqual(1, world.Receipts.Select(r => Bytes.ToHex(r.Session)).Distinct().Count(), "Cut at " + cut);
        return device;
    }

    private static long RunWithCheat(long cut, bool before)
    {
        World world = World.Honest(Release);
        TestDevice device = new(world);
        string first = FirstChoice();
        FakeDistributor cheat = world.Distributors.Single(d => d.Url == first);
        cheat.ChangeAnswer = (_, answer) => answer.Samples[3].Evaluation[31] ^= 1;
        int opens = 0;
        bool barred = false;
        cheat.Override = request =>
        {
            if (request.Url.EndsWith("/sessions", System.StringComparison.Ordinal))
            {
                opens++;
                Assert.IsFalse(barred, "The device came back to a cheat, cut at " + cut);
            }

            return null;
        };
        device.Power.CutAt(cut, before);
        Assert.IsTrue(device.RunUntil(outcome =>
        {
            barred |= device.Release?.Distributors.Cast<DistributorRecord>().Any(d => d.Barred) == true;
            return outcome == StepOutcome.Idle;
        }));
        Assert.IsTrue(device.Runs(Release), "Cut at " + cut);
        Assert.IsTrue(barred);
        Assert.IsTrue(world.Receipts.All(r => !Bytes.Equal(r.Distributor, cheat.Address)));
        return device.Power.Operations;
    }

    private static string FirstChoice()
    {
        TestDevice probe = new(World.Honest(Release));
        probe.RunUntilIdle();
        return probe.Chosen[0];
    }

    private static long RunFailing(long cut, bool before)
    {
        World world = World.Honest(Release);
        TestDevice device = new(world);
        device.Board.ConfirmAtStart = false;
        device.Power.CutAt(cut, before);
        Assert.IsTrue(device.RunUntil(outcome =>
        {
            if (device.Slots.State == TrialState.Trial)
                device.Agent.Reject();
            return outcome == StepOutcome.Idle;
        }));
        CollectionAssert.AreEqual(TestDevice.FactoryImage, device.Slots.RunningImage, "Cut at " + cut);
        Assert.AreEqual("1.0.0.0", device.Trust.InstalledVersion.ToString());
        Assert.IsTrue(device.Trust.IsBarred(Release.ReleaseId), "Cut at " + cut);
        return device.Power.Operations;
    }
}
