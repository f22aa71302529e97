using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
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
    public void Repair_RefusedByThePaidDistributor_IsMendedByAnother()
    {
        Rot(1, 256, 257);
        Paid(_world, _device).Override = Refuse;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual(0, _world.Origin.PackageBytes);
        Assert.HasCount(1, _device.Chosen);
    }

    [TestMethod]
    public void Repair_RefusedByThePaidDistributorAndOriginsAndAnotherLies_IsMendedByAThird()
    {
        World world = World.Honest(Release, 3);
        TestDevice device = new(world);
        Rot(device, 1, 256, 257);
        string liar = Forsake(world, device);
        device.RunUntilIdle();
        Assert.IsTrue(device.Runs(Release));
        Assert.HasCount(1, device.Chosen);
        Assert.IsTrue(device.Events.Contains((AgentEvent.DistributorBarred, liar)));
        Assert.HasCount(1, world.Log.Where(l => l.StartsWith("POST " + liar, StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(PowerCut.Before)]
    [DataRow(PowerCut.Torn)]
    [DataRow(PowerCut.After)]
    public void Repair_PowerCutWhileAThirdMends_EndsInstalled(PowerCut kind)
    {
        for (int cut = 1; cut <= 8; cut++)
        {
            World world = World.Honest(Release, 3);
            TestDevice device = new(world);
            Rot(device, 9, 10, 200);
            Forsake(world, device);
            device.Power.CutAt(device.Power.Operations + cut, kind);
            device.RunUntilIdle();
            Assert.IsTrue(device.Runs(Release));
            Assert.AreEqual(1, device.PowerCuts);
            Assert.HasCount(1, device.Chosen);
        }
    }

    [TestMethod]
    public void Repair_BarredDistributor_IsNotAskedAgainAfterARestart()
    {
        World world = World.Honest(Release, 3);
        TestDevice device = new(world);
        Rot(device, 1);
        string liar = Forsake(world, device);
        foreach (FakeDistributor distributor in world.Distributors.Where(d => d.Override == null))
            distributor.Override = Refuse;
        Assert.IsTrue(device.RunUntil(_ => device.Events.Contains((AgentEvent.DistributorBarred, liar))));
        device.Restart();
        Assert.IsFalse(device.RunUntil(_ => device.Runs(Release) || device.Chosen.Count > 1, days: 0));
        int asked = world.Log.Count;
        long end = world.Now + 7200;
        Assert.IsTrue(device.RunUntil(_ => world.Now > end));
        Assert.IsTrue(world.Log.Skip(asked).Any(l => l.EndsWith("/repair", StringComparison.Ordinal)));
        Assert.IsFalse(world.Log.Skip(asked).Any(l => l.StartsWith("POST " + liar, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Repair_DeliveredOnlyWhenTheReceiptEnds_IsMendedThen()
    {
        Rot(42);
        long validUntil = _device.Release!.Session.ValidUntil;
        _world.Origin.Override = NoPackage;
        OverrideAll(r => _world.Now < validUntil ? Refuse(r) : null);
        Paid(_world, _device).Override = Refuse;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.IsGreaterThan(validUntil, _world.Now);
        Assert.HasCount(1, _device.Chosen);
    }

    [TestMethod]
    public void Repair_NobodyMendsAfterTheReceiptLapsed_OpensWithAnother()
    {
        Rot(42);
        long validUntil = _device.Release!.Session.ValidUntil;
        _world.Origin.Override = NoPackage;
        OverrideAll(Refuse);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.HasCount(2, _device.Chosen);
        Assert.IsGreaterThan(validUntil, _world.Receipts[^1].At);
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

    private static FakeDistributor Paid(World world, TestDevice device) =>
        world.Distributors.Single(d => d.Url == device.Chosen[0]);

    private static FakeAnswer? Refuse(LinkRequest request) =>
        request.Url.EndsWith("/repair", StringComparison.Ordinal) ? FakeAnswer.Of(409) : null;

    private static FakeAnswer? NoPackage(LinkRequest request) =>
        request.Url.Contains("/package", StringComparison.Ordinal) ? FakeAnswer.Of(503) : null;

    private static FakeAnswer? Lie(LinkRequest request) => request.Url.EndsWith("/repair", StringComparison.Ordinal)
        ? FakeAnswer.Ok(new byte[RepairRequest.Parse(request.Body).Indices.Length * TestRelease.SegmentSize])
        : null;

    /// <summary>
    /// The paid distributor refuses, origins have no package, and of the other distributors the first lies: its URL.
    /// </summary>
    private static string Forsake(World world, TestDevice device)
    {
        world.Origin.Override = NoPackage;
        Paid(world, device).Override = Refuse;
        FakeDistributor liar = world.Distributors.First(d => d.Override == null);
        liar.Override = Lie;
        return liar.Url;
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
