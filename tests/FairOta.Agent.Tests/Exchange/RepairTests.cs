using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>
/// Segments that are bad although the distributor was paid: garbled where no sample fell, or rotten in staging.
/// </summary>
[TestClass]
public class RepairTests
{
    private static readonly TestRelease Release = new("2.0.0.0");

    private readonly World _world = World.Honest(Release);
    private readonly TestDevice _device;

    public RepairTests()
    {
        _device = new TestDevice(_world);
    }

    [TestMethod]
    public void Repair_BitRotInStaging_IsMendedByThePaidDistributor()
    {
        Rot(100);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.HasCount(1, Asked("/repair"));
        Assert.AreEqual(0, _world.Origin.PackageBytes);
    }

    [TestMethod]
    public void Repair_EverySegmentRotten_IsMendedInSeveralPasses()
    {
        Rot([.. Enumerable.Range(1, 257)]);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.HasCount(1, _device.Chosen);
    }

    [TestMethod]
    public void Repair_RefusedByThePaidDistributor_IsMendedByAnOrigin()
    {
        OverrideAll(r => r.Url.EndsWith("/repair", StringComparison.Ordinal) ? FakeAnswer.Of(409) : null);
        Rot(1, 256, 257);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual(3 * TestRelease.SegmentSize, _world.Origin.PackageBytes);
    }

    [TestMethod]
    public void Repair_WrongSegmentsFromThePaidDistributor_AreNotStaged()
    {
        OverrideAll(r => r.Url.EndsWith("/repair", StringComparison.Ordinal)
            ? FakeAnswer.Ok(new byte[2 * TestRelease.SegmentSize])
            : null);
        Rot(5, 6);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual(2 * TestRelease.SegmentSize, _world.Origin.PackageBytes);
    }

    [TestMethod]
    public void Repair_FalseLeafList_IsNotBelieved()
    {
        OverrideAll(r => r.Url.EndsWith("/leaves", StringComparison.Ordinal)
            ? FakeAnswer.Ranged(r, new byte[Release.Package.Leaves.Length])
            : null);
        Rot(77);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.IsTrue(Asked("origin.example/v1/releases").Any(l => l.EndsWith("/leaves", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Repair_NobodyHelpsForAWhile_WaitsAndEndsInstalled()
    {
        long back = 0;
        FakeAnswer? Refuse(LinkRequest r) =>
            _world.Now < back && (r.Url.EndsWith("/leaves", StringComparison.Ordinal)) ? FakeAnswer.Of(503) : null;
        OverrideAll(Refuse);
        _world.Origin.Override = Refuse;
        Rot(42);
        back = _world.Now + 900;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.HasCount(1, _device.Chosen);
    }

    [TestMethod]
    [DataRow(PowerCut.Before)]
    [DataRow(PowerCut.Torn)]
    [DataRow(PowerCut.After)]
    public void Repair_PowerCutAtAnyDurableOperation_EndsInstalled(PowerCut kind)
    {
        Rot(9, 10, 200);
        long first = _device.Power.Operations + 1;
        _device.RunUntilIdle();
        for (long cut = first; cut <= first + 6; cut++)
        {
            World world = World.Honest(Release);
            TestDevice device = new(world);
            Rot(device, 9, 10, 200);
            device.Power.CutAt(cut, kind);
            device.RunUntilIdle();
            Assert.IsTrue(device.Runs(Release));
        }
    }

    [TestMethod]
    public void Install_BitRotBetweenTheTwoPasses_IsNotCompleted()
    {
        int begun = 0;
        _device.Power.Watch = operation =>
        {
            if (operation.What == "begin slot" && begun++ == 0)
                _device.Staging.Bytes[20] ^= 1;
        };
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual(2, begun);
    }

    private static void Rot(TestDevice device, params int[] indices)
    {
        Assert.IsTrue(device.RunUntil(_ => device.Phases.LastOrDefault() == AgentPhase.Unsealing));
        foreach (int index in indices)
            device.Staging.Bytes[(index - 1) * TestRelease.SegmentSize] ^= 0x40;
    }

    private void Rot(params int[] indices) => Rot(_device, indices);

    private void OverrideAll(Func<LinkRequest, FakeAnswer?> answer)
    {
        foreach (FakeDistributor distributor in _world.Distributors)
            distributor.Override = answer;
    }

    private List<string> Asked(string part) => [.. _world.Log.Where(l => l.Contains(part, StringComparison.Ordinal))];
}
